package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.data.source.Rows.assertRefused;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonArrayTableTest {
    @TempDir
    private Path folder;

    @Test
    void rowsOfAListAreReadAndReadAgain() throws IOException {
        Rows rows = Rows.of(write("\ufeff[\n {\"a\": \"\u00fc]\", \"b\": {\"c\": [1]}},\r\n\"t\" , 3,{\"a\": 2}]\n"));
        assertEquals(List.of("a", "b", "text"), rows.columns());
        assertEquals(List.of("1: {a=\"\u00fc]\", b={\"c\":[1]}}", "2: {text=\"t\"}", "4: {a=2}"), rows.values());
        assertEquals(List.of("3: is a number, expected an object or a text"), rows.skipped());
    }

    @Test
    void linesOfObjectsAreReadWhateverTheNameSays() throws IOException {
        assertEquals(
                List.of("2: {a=1}", "3: {a=2}"),
                Rows.of(write("\n{\"a\": 1}\n{\"a\": 2}\n")).values());
    }

    @Test
    void brokenDocumentsAreRefusedWithTheirLine() throws IOException {
        Path cut = write("[{\"a\": 1},\n{\"a\": ");
        assertRefused(() -> Tables.open(cut), cut + ", line 2: broken JSON");
        Path object = write("{\"data\":\n [{\"a\": 1}]}");
        assertRefused(() -> Tables.open(object), object, "found a single object");
        Path empty = write("[]");
        assertRefused(() -> Tables.open(empty), empty, "there are no rows");
        Path wide = Files.write(folder.resolve("w.json"), "\ufeff[{\"a\": 1}]".getBytes(StandardCharsets.UTF_16LE));
        assertRefused(() -> Tables.open(wide), wide, "is UTF-16LE text, expected UTF-8");
    }

    @Test
    void runningTextIsToldFromRows() throws IOException {
        Path text = Files.writeString(folder.resolve("a.txt"), "Once upon a time\nI saw a thing\n");
        assertTrue(Tables.isRunningText(text));
        assertRefused(() -> Tables.open(text), text, "is running text, expected rows");
        assertTrue(Tables.isRunningText(Files.writeString(folder.resolve("a.md"), "x")));
        assertFalse(Tables.isRunningText(folder));
        assertFalse(Tables.isRunningText(write("[]")));
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.json"), content);
    }
}
