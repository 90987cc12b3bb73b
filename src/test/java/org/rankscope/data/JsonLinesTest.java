package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.rankscope.data.Samples.assertRefused;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesTest {
    @TempDir
    private Path folder;

    @Test
    void documentsComeInOrderInBatches() throws IOException {
        Path file = write("{\"text\": \"a\"}\n\n  \r\n{\"id\": 1, \"text\": \"b\\u00fc\"}\r\n{\"text\": \"c\"}");
        List<List<JsonLines.Document>> batches = new ArrayList<>();
        new JsonLines(file, "text").forEachBatch(2, batches::add);
        assertEquals(
                List.of(
                        List.of(new JsonLines.Document("", "a"), new JsonLines.Document("", "b\u00fc")),
                        List.of(new JsonLines.Document("", "c"))),
                batches);
    }

    @Test
    void promptsAndCompletionsAreFoundWhereThereIsNoText() throws IOException {
        Path file = write("""
                {"prompt": "1+1=", "completion": "2"}
                {"completion": "4", "prompt": "2+2="}
                """);
        assertEquals(
                List.of(new JsonLines.Document("1+1=", "2"), new JsonLines.Document("2+2=", "4")),
                new JsonLines(file, "text").first(9));
        Path both = write("{\"prompt\": \"p\", \"completion\": \"c\", \"text\": \"t\"}\n");
        assertEquals(List.of(new JsonLines.Document("", "t")), new JsonLines(both, "text").first(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text": "x"               | broken JSON
            {"text": "x"} {"text": 1}  | broken JSON
            oops                       | broken JSON
            ["x"]                      | expected a JSON object, found a list
            {"txt": "x", "id": 3}      | no field 'text', found 'txt', 'id'. Did you mean 'txt'?
            {}                         | no field 'text', found none
            {"text": 7}                | field 'text' is a number, expected text
            {"text": null}             | field 'text' is null, expected text
            """)
    void brokenLinesAreNamedByTheirNumber(String line, String expected) throws IOException {
        Path file = write("{\"text\": \"fine\"}\n\n" + line + "\n{\"text\": \"fine\"}\n");
        assertRefused(() -> new JsonLines(file, "text").first(9), file + ", line 3: ", expected);
    }

    @Test
    void aPairWithoutItsCompletionIsRefused() throws IOException {
        Path file = write("{\"prompt\": \"p\", \"completion\": \"c\"}\n{\"prompt\": \"p\"}\n");
        assertRefused(
                () -> new JsonLines(file, "text").first(9),
                file + ", line 2: ",
                "no field 'completion', found 'prompt'");
    }

    @Test
    void anotherEncodingIsNamedByItsFirstByte() throws IOException {
        Path file = Files.write(
                folder.resolve("b.jsonl"), new byte[] {'{', '"', 't', '"', ':', '"', (byte) 0xfc, '"', '}'});
        assertRefused(() -> new JsonLines(file, "t").first(9), file, "not UTF-8 text at byte 6");
    }

    @Test
    void aFileWithoutLineBreaksIsRefused() throws IOException {
        Path file = write("{\"text\": \"fine\"}\n");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(100 << 20);
        }
        assertRefused(() -> new JsonLines(file, "text").first(9), file + ", line 2: more than 16 MiB");
    }

    @Test
    void hugeFilesAreRefusedByTheirSize() throws IOException {
        Path file = folder.resolve("huge.jsonl");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(2L << 30);
        }
        assertRefused(() -> new JsonLines(file, "text"), file, "2048 MiB", "1024 MiB that can be used");
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("data.jsonl"), content);
    }
}
