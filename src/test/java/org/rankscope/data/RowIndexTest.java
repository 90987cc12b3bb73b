package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.rankscope.data.Samples.assertRefused;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.Tables;
import org.rankscope.model.Task;

class RowIndexTest {
    private static final Columns LABELLED =
            new Columns("text", null, null, null, null, "label", null, null, null, null, null);

    @TempDir
    private Path folder;

    @Test
    void rowsKeepTheirPlaceClassAndContent() throws IOException {
        Path file = write("a.csv", "text,label\nx,10\n\ny,9\nx,spam\nz,9\n");
        try (Table table = Tables.open(file)) {
            RowIndex index = RowIndex.of(table, RowNeeds.of(Task.SEQUENCE_CLASSIFICATION, LABELLED, false));
            assertEquals(4, index.count());
            assertEquals(List.of("9", "10", "spam"), index.classes());
            assertArrayEquals(new long[] {2, 1, 1}, index.classCounts());
            assertArrayEquals(
                    new int[] {1, 0, 2, 0},
                    IntStream.range(0, 4).map(index::classOf).toArray());
            assertEquals(4, index.number(1));
            assertEquals("y", table.at(index.position(1)).values().get("text").textValue());
            assertEquals(1, index.duplicates());
            assertEquals(index.fingerprint(0), index.fingerprint(2));
            assertNotEquals(index.fingerprint(0), index.fingerprint(1));
        }
    }

    @Test
    void rowsWithoutWhatTheTaskNeedsAreCountedAndListed() throws IOException {
        Path file = write("a.jsonl", """
                {"text": "a", "label": 1}
                {"text": "  ", "label": 1}
                {"text": "b"}
                {"text": "c", "label": null}
                oops
                {"text": "d", "label": false}
                {"text": "e", "label": 2.0}
                {"text": "f", "label": 3}
                """);
        RowIndex index = index(file, Task.SEQUENCE_CLASSIFICATION, LABELLED, "f");
        assertEquals(3, index.count());
        assertEquals(List.of("1", "2", "false"), index.classes());
        assertEquals(5, index.skipped().count());
        assertEquals(
                List.of(
                        "has an empty 'text' (row 2)",
                        "has no value for 'label' (2 rows: 3, 4)",
                        "is broken JSON: Unrecognized token 'oops': was expecting (JSON String, Number, Array, Object or"
                                + " token 'null', 'true' or 'false') (row 5)",
                        "is not wanted (row 8)"),
                index.skipped().reasons().stream()
                        .map(SkippedRows.Reason::sentence)
                        .toList());
    }

    @Test
    void aTableOfWhichNothingServesIsRefused() throws IOException {
        Path file = write("a.csv", "text,label\nx,\ny,\n");
        assertRefused(
                () -> index(file, Task.SEQUENCE_CLASSIFICATION, LABELLED, "-"),
                file,
                "no row can be used: each has an empty 'label' (2 rows: 2, 3)");
    }

    @Test
    void aTextIsTheSameAloneAsBehindAnEmptyPrompt() throws IOException {
        Columns text = new Columns("text", null, null, null, null, null, null, null, null, null, null);
        Columns pair = new Columns(null, null, "prompt", "completion", null, null, null, null, null, null, null);
        RowIndex texts = index(write("a.jsonl", "{\"text\": \"ab\"}\n"), Task.CAUSAL_LM, text, "-");
        RowIndex pairs = index(
                write(
                        "b.jsonl",
                        "{\"prompt\": \"\", \"completion\": \"ab\"}\n{\"prompt\": \"a\", \"completion\": \"b\"}\n"),
                Task.CAUSAL_LM,
                pair,
                "-");
        assertEquals(texts.fingerprint(0), pairs.fingerprint(0));
        assertNotEquals(texts.fingerprint(0), pairs.fingerprint(1));
        assertEquals(1, pairs.alsoIn(texts));
    }

    @Test
    void imagesAreComparedByWhatTheyHoldAndCaptionsStayWithTheirImage() throws IOException {
        Columns columns = new Columns("text", null, null, null, null, null, null, null, "image", null, null);
        write("1.png", "one");
        write("2.png", "two");
        write("copy.png", "one");
        write("empty.png", "");
        Path file = write("a.csv", "image,text\n1.png,a\n2.png,b\n1.png,c\ncopy.png,a\nmissing.png,a\nempty.png,a\n");
        RowIndex index = index(file, Task.CONTRASTIVE, columns, "-");
        assertEquals(4, index.count());
        assertEquals(1, index.duplicates());
        assertEquals(index.fingerprint(0), index.fingerprint(3));
        assertEquals(index.group(0), index.group(2));
        assertNotEquals(index.group(0), index.group(1));
        assertEquals(
                List.of(
                        "names 'missing.png' as 'image', where there is no file (row 6)",
                        "names 'empty.png' as 'image', which is an empty file (row 7)"),
                index.skipped().reasons().stream()
                        .map(SkippedRows.Reason::sentence)
                        .toList());
    }

    @Test
    void aColumnOfTextsIsNoColumnOfClasses() throws IOException {
        StringBuilder rows = new StringBuilder("text,label\n");
        for (int i = 0; i <= ClassNames.MOST; i++) {
            rows.append("x,sentence ").append(i).append('\n');
        }
        Path file = write("a.csv", rows.toString());
        assertRefused(
                () -> index(file, Task.SEQUENCE_CLASSIFICATION, LABELLED, "-"),
                "Column 'label' has more than 10000 different values");
    }

    private static RowIndex index(Path file, Task task, Columns columns, String unwanted) {
        try (Table table = Tables.open(file)) {
            return RowIndex.of(
                    table,
                    RowNeeds.of(task, columns, false),
                    row -> row.values().containsValue(TextNode.valueOf(unwanted))
                            ? Optional.of("is not wanted")
                            : Optional.empty());
        }
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
