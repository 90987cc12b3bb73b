package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.data.Samples.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.Tables;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;

class ColumnGuessTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            CAUSAL_LM | {"id": 1, "Text": "a b"} | text=Text
            CAUSAL_LM | {"text": "t", "prompt": "p", "completion": "c"} | text=text
            CAUSAL_LM | {"prompt": "p", "completion": "c", "id": 7} | completion=completion, prompt=prompt
            CAUSAL_LM | {"instruction": "i", "input": "", "output": "o"} | completion=output, prompt=instruction, text_pair=input
            CAUSAL_LM | {"question": "q", "answer": "a"} | completion=answer, prompt=question
            CAUSAL_LM | {"messages": [{"role": "user", "content": "c"}], "prompt": "p"} | messages=messages
            CAUSAL_LM | {"id": "x", "conversations": [{"from": "human", "value": "v"}]} | messages=conversations
            CAUSAL_LM | {"a": "short", "b": "a much longer text", "c": 5} | text=b
            SEQ2SEQ_LM | {"article": "long", "highlights": "short"} | completion=highlights, prompt=article
            SEQ2SEQ_LM | {"n": 1, "english": "yes", "french": "oui"} | completion=french, prompt=english
            SEQUENCE_CLASSIFICATION | {"text": "t", "category": "c", "patient_id": 3} | group=patient_id, label=category, text=text
            SEQUENCE_CLASSIFICATION | {"premise": "p", "hypothesis": "h", "label": 2} | label=label, text=premise, text_pair=hypothesis
            SEQUENCE_CLASSIFICATION | {"sentence1": "p", "sentence2": "h", "idx": 1, "score": 2.5} | label=score, text=sentence1, text_pair=sentence2
            TOKEN_CLASSIFICATION | {"id": "0", "tokens": ["a"], "pos_tags": [1], "ner_tags": [0]} | tags=ner_tags, tokens=tokens
            TOKEN_CLASSIFICATION | {"words": ["a"], "labels": ["O"]} | tags=labels, tokens=words
            IMAGE_CLASSIFICATION | {"file_name": "a.PNG", "label": "cat"} | image=file_name, label=label
            SEGMENTATION | {"image": "a.png", "annotation": "b.png"} | image=image, mask=annotation
            SEGMENTATION | {"scan": "a.png", "truth": "b.png"} | image=scan, mask=truth
            CONTRASTIVE | {"path": "a.jpg", "caption": "a dog"} | image=path, text=caption
            DENOISING | {"image": "a.png", "text": "x"} | image=image
            """)
    void columnsAreKnownByTheirNamesAndWhatTheyHold(Task task, String row, String expected) throws IOException {
        assertEquals(expected, words(guess(task, Columns.GUESSED, row).columns()));
    }

    @Test
    void withoutUsualNamesTheContentsDecide() throws IOException {
        String[] rows = new String[8];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = "{\"n\": %d, \"what\": \"%s\", \"said\": \"something number %d\"}"
                    .formatted(i, i % 3 == 0 ? "good" : "bad", i);
        }
        ColumnGuess guess = guess(Task.SEQUENCE_CLASSIFICATION, Columns.GUESSED, rows);
        assertEquals("label=what, text=said", words(guess.columns()));
        assertEquals(
                List.of(
                        "text: column 'said', the longest texts",
                        "label: column 'what', only 2 different values among the first rows"),
                guess.sentences());
        assertFalse(guess.numbers());
    }

    @Test
    void namesThatFitNoContentsArePassedOver() throws IOException {
        // 'label' holds lists and 'text' numbers
        ColumnGuess guess = guess(
                Task.SEQUENCE_CLASSIFICATION,
                Columns.GUESSED,
                "{\"text\": 1, \"label\": [1], \"body\": \"b\", \"class\": \"x\"}");
        assertEquals("label=class, text=body", words(guess.columns()));
    }

    @Test
    void labelsWithFractionsAreNumbers() throws IOException {
        Table table = Tables.open(Files.writeString(folder.resolve("a.csv"), "text,label\na,1\nb,0.5\n"));
        try (table) {
            assertTrue(ColumnGuess.of(table, Task.SEQUENCE_CLASSIFICATION, Columns.GUESSED)
                    .numbers());
        }
        Path whole = Files.writeString(folder.resolve("b.csv"), "text,label\na,1.0\nb,0.0\n");
        try (Table second = Tables.open(whole)) {
            assertFalse(ColumnGuess.of(second, Task.SEQUENCE_CLASSIFICATION, Columns.GUESSED)
                    .numbers());
        }
    }

    @Test
    void whatAPersonNamedIsTakenWithoutAGuess() throws IOException {
        Columns given = new Columns("b", null, null, null, null, "a", null, null, null, null, "text");
        ColumnGuess guess = guess(
                Task.SEQUENCE_CLASSIFICATION, given, "{\"a\": \"x\", \"b\": \"y\", \"text\": \"t\", \"label\": 1}");
        assertEquals("group=text, label=a, text=b", words(guess.columns()));
        assertEquals(List.of(), guess.sentences());
        Columns completion = new Columns(null, null, null, "reply", null, null, null, null, null, null, null);
        assertEquals(
                "completion=reply, prompt=question",
                words(guess(Task.CAUSAL_LM, completion, "{\"question\": \"q\", \"reply\": \"r\", \"text\": \"t\"}")
                        .columns()));
    }

    @Test
    void columnsThatAreNotThereAreNamed() {
        Columns given = new Columns("txt", null, null, null, null, null, null, null, null, null, null);
        assertRefused(
                () -> guess(Task.CAUSAL_LM, given, "{\"text\": \"t\", \"id\": 1}"),
                folder,
                "there is no column 'txt' for the text, found 'text', 'id'. Did you mean 'text'?");
        assertRefused(
                () -> guess(Task.SEQUENCE_CLASSIFICATION, Columns.GUESSED, "{\"text\": \"t\"}"),
                folder,
                "there is no column that looks like the label, found 'text'; name one as 'columns.label'");
        assertRefused(
                () -> guess(Task.SEGMENTATION, Columns.GUESSED, "{\"image\": \"a.png\", \"label\": 3}"),
                folder,
                "looks like the mask, found 'image', 'label'");
    }

    private ColumnGuess guess(Task task, Columns given, String... rows) throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), String.join("\n", rows));
        try (Table table = Tables.open(file)) {
            return ColumnGuess.of(table, task, given);
        }
    }

    private static String words(Columns columns) {
        Map<String, String> named = new TreeMap<>();
        JsonNode tree = StrictJson.mapper().valueToTree(columns);
        tree.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                named.put(field.getKey(), field.getValue().textValue());
            }
        });
        return named.toString().replaceAll("[{}]", "");
    }
}
