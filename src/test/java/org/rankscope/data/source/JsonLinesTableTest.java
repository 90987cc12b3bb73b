package org.rankscope.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.data.source.Rows.assertRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTableTest {
    @TempDir
    private Path folder;

    @Test
    void rowsComeByLineWithTheirColumnsInOrder() throws IOException {
        Rows rows = Rows.of(
                write("{\"b\": \"x\\u00fc\", \"a\": 1}\n\n  \r\n{\"c\": [true, null], \"b\": \"\\n\"}\r\n\"t\""));
        assertEquals(List.of("b", "a", "c", "text"), rows.columns());
        assertEquals(
                List.of("1: {b=\"x\u00fc\", a=1}", "4: {c=[true,null], b=\"\\n\"}", "5: {text=\"t\"}"), rows.values());
    }

    @Test
    void brokenLinesAreSkippedAndListed() throws IOException {
        Rows rows = Rows.of(write("{\"a\": 1}\n{\"a\": 2\n{\"a\": 3}\n[4]\n{\"a\": 5}\n"));
        assertEquals(List.of("1: {a=1}", "3: {a=3}", "5: {a=5}"), rows.values());
        assertEquals(2, rows.skipped().size());
        assertEquals(
                "4: is a list, expected an object or a text", rows.skipped().get(1));
        assertEquals(
                "2: is broken JSON: Unexpected end-of-input: expected close marker for Object",
                rows.skipped().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void byteOrderMarksTellTheEncoding(String name) throws IOException {
        // U+0A0A and U+0100 hold the bytes of line breaks and zeros where characters take two bytes
        String text = "\ufeff{\"a\": \"\u0a0a\u0100\"}\r\n{\"a\": \"\ud83d\ude00\"}\n";
        Rows rows = Rows.of(Files.write(folder.resolve("a.jsonl"), text.getBytes(Charset.forName(name))));
        assertEquals(List.of("1: {a=\"\u0a0a\u0100\"}", "2: {a=\"\ud83d\ude00\"}"), rows.values());
    }

    @Test
    void aLineInAnotherEncodingCostsThatLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("{\"a\": \"\u00fc \ufffd\"}\n".getBytes(StandardCharsets.UTF_8));
        bytes.write("{\"a\": \"\u00fc\"}\n".getBytes(StandardCharsets.ISO_8859_1));
        bytes.write("{\"a\": 3}".getBytes(StandardCharsets.UTF_8));
        Rows rows = Rows.of(Files.write(folder.resolve("a.jsonl"), bytes.toByteArray()));
        assertEquals(List.of("1: {a=\"\u00fc \ufffd\"}", "3: {a=3}"), rows.values());
        assertEquals(List.of("2: isn't UTF-8 text; save the file as UTF-8"), rows.skipped());
    }

    @Test
    void anEncodingThatIsWrongThroughoutIsRefused() throws IOException {
        Path file = Files.write(
                folder.resolve("a.jsonl"), "{\"a\": \"\u00fc\"}\n".repeat(3).getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> Tables.open(file), file, "none of the first 3 rows", "line 1 isn't UTF-8 text");
        Path wide = Files.write(folder.resolve("b.jsonl"), "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_16LE));
        assertRefused(() -> Tables.open(wide), wide, "line 1 holds a zero byte");
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        Path empty = write("");
        assertRefused(() -> Tables.open(empty), empty, "the file is empty");
        Path blank = write("\n \n");
        assertRefused(() -> Tables.open(blank), blank, "there are no rows");
        Path mostlyBroken = write("{\"a\": 1}\noops\noops\n");
        assertRefused(
                () -> Tables.open(mostlyBroken), mostlyBroken, "only 1 of the first 3 rows", "line 2 is broken JSON");
        Path packed = Files.write(folder.resolve("a.jsonl"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertRefused(() -> Tables.open(packed), packed, "packed with gzip", "unpack it");
        Path missing = folder.resolve("missing.jsonl");
        assertRefused(() -> Tables.open(missing), missing, "no such file");
    }

    @Test
    void aFileWithoutLineBreaksIsNotHeldInMemory() throws IOException {
        Path file = write("{\"a\": 1}\n");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(64 << 20);
            sparse.seek(sparse.length());
            sparse.write("\n{\"a\": 3}".getBytes(StandardCharsets.UTF_8));
        }
        Rows rows = Rows.of(file);
        assertEquals(List.of("1: {a=1}", "3: {a=3}"), rows.values());
        assertEquals(List.of("2: is longer than 16 MiB"), rows.skipped());
    }

    @Test
    void aFileThatChangedIsNotReadAsIfItHadNot() throws IOException {
        Path file = write("{\"a\": 1}\n{\"a\": 2}\n");
        try (Table table = Tables.open(file)) {
            long second = table.head(2).get(1).position();
            Files.writeString(file, "{\"a\": 1}\n");
            assertRefused(() -> table.at(second), file, "has changed since it was opened");
        }
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.jsonl"), content);
    }
}
