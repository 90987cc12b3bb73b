package org.rankscope.data.source;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The table in a folder that says of its other files what they are; their names are relative to the folder. */
record TableOfFolder(Path file, Table table) implements Table {
    @Override
    public List<String> columns() {
        return table.columns();
    }

    @Override
    public List<TableRow> head(int count) {
        return table.head(count);
    }

    @Override
    public long every() {
        return table.every();
    }

    @Override
    public long estimatedRows(int counted) {
        return table.estimatedRows(counted);
    }

    @Override
    public void forEach(Consumer<TableRow> rows, Consumer<SkippedRow> skipped) {
        table.forEach(rows, skipped);
    }

    @Override
    public TableRow at(long position) {
        return table.at(position);
    }

    @Override
    public void close() {
        table.close();
    }
}
