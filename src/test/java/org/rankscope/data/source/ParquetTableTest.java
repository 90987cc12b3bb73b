package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.data.source.Rows.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On files that PyArrow 25 wrote, in row groups of three rows. */
class ParquetTableTest {
    private static final Path FILES = Path.of("src/test/resources/fixtures/parquet");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
    void valuesAndListsAreReadHoweverTheyArePacked(String codec) {
        Rows rows = Rows.of(FILES.resolve(codec + ".parquet"));
        assertEquals(List.of("text", "label", "score", "flag", "tokens", "tags", "messages"), rows.columns());
        assertEquals(
                List.of(
                        row(0, "\"row 0 \u00fc \ud83d\ude00\"", "0.0", true, "[\"a\",null,\"b0\"]"),
                        row(1, "\"row 1 \u00fc \ud83d\ude00\"", "0.25", false, "[]"),
                        row(2, "null", "0.5", true, "null"),
                        row(3, "\"row 3 \u00fc \ud83d\ude00\"", "0.75", false, "[\"a\",null,\"b3\"]")),
                rows.values());
        assertEquals(List.of(), rows.skipped());
    }

    private static String row(int i, String text, String score, boolean flag, String tokens) {
        return "%d: {text=%s, label=%d, score=%s, flag=%s, tokens=%s, tags=[%d,1], messages=%s}"
                .formatted(
                        i + 1,
                        text,
                        i % 3,
                        score,
                        flag,
                        tokens,
                        i,
                        "[{\"role\":\"user\",\"content\":\"q%d\"},{\"role\":\"assistant\",\"content\":null}]"
                                .formatted(i));
    }

    @Test
    void aFileIsKnownByItsFirstBytes() throws IOException {
        Path named = Files.copy(FILES.resolve("none.parquet"), folder.resolve("a.csv"));
        assertEquals(4, Rows.of(named).values().size());
    }

    @Test
    void columnsThatAreNestedOrHoldBytesAreNamed() {
        Path nested = FILES.resolve("nested.parquet");
        assertRefused(
                () -> Tables.open(nested), nested, "column 'answers' is nested (a struct)", "flatten it or leave");
        Path lists = FILES.resolve("lists-in-lists.parquet");
        assertRefused(() -> Tables.open(lists), lists, "column 'a' is nested (lists in lists)");
        Path bytes = FILES.resolve("bytes.parquet");
        assertRefused(() -> Tables.open(bytes), bytes, "column 'image' holds bytes");
        Path none = FILES.resolve("no-rows.parquet");
        assertRefused(() -> Tables.open(none), none, "there are no rows");
    }

    @Test
    void brokenFilesAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("snappy.parquet"));
        Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(() -> Tables.open(cut), cut, "can't be read as Parquet");
        Path text = Files.writeString(folder.resolve("text.parquet"), "text,label\na,1\n");
        assertRefused(() -> Tables.open(text), text, "can't be read as Parquet");
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 4, 60, (byte) 0x55);
        Path broken = Files.write(folder.resolve("broken.parquet"), damaged);
        assertRefused(() -> Tables.open(broken), broken, "can't be read");
    }

    @Test
    void theTemporaryFileGoesWithTheTable() throws IOException {
        long before = temporary();
        try (Table table = Tables.open(FILES.resolve("none.parquet"))) {
            table.at(2);
            assertEquals(before + 1, temporary());
        }
        assertEquals(before, temporary());
    }

    private static long temporary() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("rankscope-rows"))
                    .count();
        }
    }
}
