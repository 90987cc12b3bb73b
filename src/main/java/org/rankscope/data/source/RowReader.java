package org.rankscope.data.source;

import java.util.function.Consumer;

/** One pass over the rows of a table. One thread. */
interface RowReader extends AutoCloseable {
    /** Hands one row to either consumer; false at the end. */
    boolean next(Consumer<TableRow> rows, Consumer<SkippedRow> skipped);

    @Override
    default void close() {}
}
