package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.rankscope.io.RequestException;

/** What a pass over a table finds, in a form that can be written down. */
record Rows(List<String> columns, List<String> values, List<String> skipped) {
    /** Goes through {@code file}, and reads each row again by its position. */
    static Rows of(Path file) {
        try (Table table = Tables.open(file)) {
            return of(table);
        }
    }

    static Rows of(Table table) {
        List<TableRow> rows = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        table.forEach(rows::add, row -> skipped.add(row.number() + ": " + row.reason()));
        for (int i = rows.size() - 1; i >= 0; i--) {
            assertEquals(rows.get(i).values(), table.at(rows.get(i).position()).values());
        }
        List<TableRow> head = table.head(2);
        assertEquals(rows.subList(0, Math.min(2, rows.size())), head);
        return new Rows(
                table.columns(),
                rows.stream().map(row -> row.number() + ": " + row.values()).toList(),
                skipped);
    }

    static void assertRefused(Executable attempt, Object start, String... parts) {
        String message = assertThrows(RequestException.class, attempt).getMessage();
        assertTrue(message.startsWith(start.toString()), message);
        assertTrue(message.matches(".*[.?]") && !message.contains("\n"), message);
        for (String part : parts) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
    }
}
