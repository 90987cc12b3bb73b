package org.rankscope.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.Tables;
import org.rankscope.model.Task;

/** The images and masks that a table names: they are as much a part of the data as the table itself. */
public final class NamedImages {
    private NamedImages() {}

    /**
     * Hands over each file that a row of {@code file} names and that is there, row by row.
     *
     * @param given as in the specification of the data
     */
    public static void forEach(Path file, Task task, Columns given, Consumer<Path> images) {
        try (Table table = Tables.open(file)) {
            Columns columns = ColumnGuess.of(table, task, given).columns();
            List<ImageColumn> named = Stream.of(columns.image(), columns.mask())
                    .filter(Objects::nonNull)
                    .map(column -> new ImageColumn(table, column))
                    .toList();
            table.forEach(row -> named.forEach(column -> column.existing(row).ifPresent(images)), skipped -> {});
        }
    }
}
