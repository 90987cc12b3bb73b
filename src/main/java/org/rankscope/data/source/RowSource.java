package org.rankscope.data.source;

import java.nio.file.Path;
import java.util.OptionalLong;

/** What is different from format to format; {@link StreamedTable} makes a table of it. Any thread. */
interface RowSource extends AutoCloseable {
    Path file();

    /** Starts a pass. */
    RowReader rows();

    /** The row at {@code position}, which was read once. */
    TableRow at(long position);

    /** Rows of the file, where it says so; empty where they would have to be counted, and positions are bytes. */
    default OptionalLong count() {
        return OptionalLong.empty();
    }

    /** What {@link TableRow#number} counts, for messages: a line or a row. */
    String unit();

    @Override
    void close();
}
