package org.rankscope.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A table of rows that come one after the other. Its first rows are looked at when it is opened. */
final class StreamedTable implements Table {
    private final RowSource source;
    private final List<String> columns;
    private final long bytes;
    private final long every;

    private StreamedTable(RowSource source, List<String> columns, long usedBytes) {
        this.source = source;
        this.columns = List.copyOf(columns);
        this.bytes = bytes(source.file());
        this.every = Math.max(1, (bytes + usedBytes - 1) / usedBytes);
    }

    private static long bytes(Path file) {
        try {
            return Files.isDirectory(file) ? 0 : Files.size(file);
        } catch (IOException e) {
            throw TextFile.unreadable(file, e);
        }
    }

    /** Columns are those that occur in the first rows. */
    static Table of(RowSource source) {
        return of(source, List.of());
    }

    /** Throws RequestException, and closes {@code source}, where the first rows can't be used. */
    static Table of(RowSource source, List<String> columns) {
        return of(source, columns, Tables.USED_BYTES);
    }

    static Table of(RowSource source, List<String> columns, long usedBytes) {
        try {
            FirstRows first = FirstRows.of(source);
            return new StreamedTable(source, columns.isEmpty() ? first.names() : columns, usedBytes);
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
            for (long row = 0; more; row++) {
                more = row % every == 0 ? reader.next(rows, skipped) : reader.pass();
            }
        }
    }

    @Override
    public long every() {
        return every;
    }

    @Override
    public long estimatedRows(int counted) {
        if (source.count().isPresent()) {
            return source.count().getAsLong();
        }
        List<TableRow> head = head(counted);
        if (head.size() < counted) {
            return head.size();
        }
        long first = head.get(0).position();
        double row = (double) (head.get(head.size() - 1).position() - first) / (head.size() - 1);
        return Math.round((bytes - first) / row);
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
