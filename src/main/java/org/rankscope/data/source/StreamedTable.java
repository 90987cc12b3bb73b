package org.rankscope.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A table of rows that come one after the other. Its first rows are looked at when it is opened. */
final class StreamedTable implements Table {
    private final RowSource source;
    private final List<String> columns;

    private StreamedTable(RowSource source, List<String> columns) {
        this.source = source;
        this.columns = List.copyOf(columns);
    }

    /** Columns are those that occur in the first rows. */
    static Table of(RowSource source) {
        return of(source, List.of());
    }

    /** Throws RequestException, and closes {@code source}, where the first rows can't be used. */
    static Table of(RowSource source, List<String> columns) {
        try {
            FirstRows first = FirstRows.of(source);
            return new StreamedTable(source, columns.isEmpty() ? first.names() : columns);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public Path file() {
        return source.file();
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public List<TableRow> head(int count) {
        List<TableRow> rows = new ArrayList<>();
        try (RowReader reader = source.rows()) {
            boolean more = true;
            while (more && rows.size() < count) {
                more = reader.next(rows::add, skipped -> {});
            }
        }
        return rows;
    }

    @Override
    public void forEach(Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        try (RowReader reader = source.rows()) {
            boolean more = true;
            while (more) {
                more = reader.next(rows, skipped);
            }
        }
    }

    @Override
    public TableRow at(long position) {
        return source.at(position);
    }

    @Override
    public void close() {
        source.close();
    }
}
