package org.rankscope.data.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A data file, row by row. Any thread; closed by whoever opened it. */
public interface Table extends AutoCloseable {
    /** The file, or the folder. */
    Path file();

    /** Names of the columns, as the head of the file shows them. */
    List<String> columns();

    /** The first {@code count} rows that can be read, or all if there are fewer; cheap, however long the file is. */
    List<TableRow> head(int count);

    /**
     * How far apart the rows are that are used: 1 where all of them are, n of a file so long that it is every n-th. The rows
     * between are passed over.
     */
    long every();

    /** How many rows there are: where that isn't known, fewer than {@code counted} are counted and more estimated from these. */
    long estimatedRows(int counted);

    /**
     * Goes through the file in its order, {@link #every} so many rows, holding no more than a row at a time.
     *
     * @param rows takes what can be read
     * @param skipped takes what can't, but is no reason to stop: a row of a wrong width, for example
     */
    void forEach(Consumer<TableRow> rows, Consumer<SkippedRow> skipped);

    /** The row at {@link TableRow#position}, read again; throws RequestException where the file has changed meanwhile. */
    TableRow at(long position);

    /** The file that a value names: relative to the folder, or to that of the file. */
    default Path fileAt(String name) {
        return Files.isDirectory(file()) ? file().resolve(name) : file().resolveSibling(name);
    }

    @Override
    void close();
}
