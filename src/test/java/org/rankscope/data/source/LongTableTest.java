package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongTableTest {
    @TempDir
    private Path folder;

    @Test
    void ofALongFileRowsAtEvenDistancesAreUsed() throws IOException {
        Path file = write("a.jsonl", i -> "{\"n\":" + i + "}\n");
        try (Table table = thirdOf(file, new JsonLinesSource(TextFile.open(file)))) {
            assertThird(table);
        }
    }

    @Test
    void quotedLineBreaksAreNoRows() throws IOException {
        Path file = write("a.csv", i -> (i == 0 ? "n,text\n" : "") + i + ",\"a\nb\"\n");
        try (Table table = thirdOf(file, CsvSource.of(TextFile.open(file)))) {
            assertThird(table);
        }
    }

    @Test
    void rowsOfAListArePassedOverToo() throws IOException {
        Path file = write("a.json", i -> (i == 0 ? "[" : ",") + "{\"n\":" + i + ",\"of\":[{}]}" + (i == 99 ? "]" : ""));
        try (Table table = thirdOf(file, new JsonArraySource(TextFile.open(file)))) {
            assertThird(table);
        }
    }

    private static Table thirdOf(Path file, RowSource source) throws IOException {
        return StreamedTable.of(source, List.of(), Files.size(file) / 3 + 1);
    }

    private static void assertThird(Table table) {
        List<Integer> numbers = new ArrayList<>();
        List<SkippedRow> skipped = new ArrayList<>();
        table.forEach(
                row -> {
                    assertEquals(row.values(), table.at(row.position()).values());
                    numbers.add(row.values().get("n").asInt());
                },
                skipped::add);
        assertEquals(3, table.every());
        assertEquals(IntStream.range(0, 34).map(i -> 3 * i).boxed().toList(), numbers);
        assertEquals(List.of(), skipped);
        assertEquals(100, table.estimatedRows(40), 5);
    }

    private Path write(String name, IntFunction<String> row) throws IOException {
        return Files.writeString(
                folder.resolve(name), IntStream.range(0, 100).mapToObj(row).collect(Collectors.joining()));
    }
}
