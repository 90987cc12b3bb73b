package org.rankscope.data.source;

import java.util.function.Consumer;

/** One pass over the rows of a table. One thread. */
interface RowReader extends AutoCloseable {
    /** Hands one row to either consumer; false at the end. */
    boolean next(Consumer<TableRow> rows, Consumer<SkippedRow> skipped);

    /** Goes over one row without a look into it; false at the end. */
    default boolean pass() {
        return next(row -> {}, skipped -> {});
    }

    @Override
    default void close() {}
}
