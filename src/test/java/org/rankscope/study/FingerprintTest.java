package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.Columns;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.TrialSpecBuilder;

class FingerprintTest {
    @TempDir
    private Path folder;

    @Test
    void oneCellInTheMiddleOfALongFileCounts() throws IOException {
        String half = "text,label\n" + "a row as any other,0\n".repeat(100_000);
        Path file = Files.writeString(folder.resolve("a.csv"), half + "here it is,0\n" + half);
        String before = train(Task.SEQUENCE_CLASSIFICATION, file);
        Files.writeString(file, half + "here it is,1\n" + half);
        assertNotEquals(before, train(Task.SEQUENCE_CLASSIFICATION, file));
    }

    @Test
    void oneImageOfAFolderCounts() throws IOException {
        Path cats = Files.createDirectories(folder.resolve("animals/cats"));
        Files.write(cats.resolve("1.png"), new byte[] {1, 2, 3});
        Files.write(cats.resolve("2.png"), new byte[] {1, 2, 4});
        String before = train(Task.IMAGE_CLASSIFICATION, cats.getParent());
        Files.write(cats.resolve("2.png"), new byte[] {1, 2, 5});
        assertNotEquals(before, train(Task.IMAGE_CLASSIFICATION, cats.getParent()));
    }

    @Test
    void theFolderOfAnImageIsItsClassAndCounts() throws IOException {
        Path cats = Files.createDirectories(folder.resolve("animals/cats"));
        Path dogs = Files.createDirectories(folder.resolve("animals/dogs"));
        Files.write(cats.resolve("1.png"), new byte[] {1});
        Files.write(dogs.resolve("2.png"), new byte[] {2});
        String before = train(Task.IMAGE_CLASSIFICATION, cats.getParent());
        Files.move(dogs.resolve("2.png"), cats.resolve("2.png"));
        assertNotEquals(before, train(Task.IMAGE_CLASSIFICATION, cats.getParent()));
    }

    @Test
    void imagesThatATableNamesCount() throws IOException {
        Path table = Files.writeString(folder.resolve("a.jsonl"), "{\"image\": \"x.png\", \"label\": \"one\"}\n");
        Files.write(folder.resolve("x.png"), new byte[] {1});
        String before = train(Task.IMAGE_CLASSIFICATION, table);
        Files.write(folder.resolve("x.png"), new byte[] {2});
        assertNotEquals(before, train(Task.IMAGE_CLASSIFICATION, table));
    }

    @Test
    void aFolderThatMovedIsTheSame() throws IOException {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path second = Files.createDirectories(folder.resolve("second"));
        for (Path each : List.of(first, second)) {
            Files.write(each.resolve("1.png"), new byte[] {1});
        }
        assertEquals(train(Task.DENOISING, first), train(Task.DENOISING, second));
    }

    @Test
    void aValidationFileCountsAsWell() throws IOException {
        Path train = Files.writeString(folder.resolve("train.csv"), "text\none\n");
        Path validation = Files.writeString(folder.resolve("validation.csv"), "text\ntwo\n");
        DataSpec data = DataSpec.of(train.toString()).withValidation(validation.toString());
        StudySpec spec = Studies.spec(List.of(1), 8, data);
        Map<String, String> before = Fingerprint.of(spec);
        Files.writeString(validation, "text\nsix\n");
        assertEquals(
                List.of("'data.validation' (" + validation + ") has changed since the study began"),
                SpecComparison.differences(spec, before, spec, Fingerprint.of(spec)));
    }

    @Test
    void whatTheColumnsHoldTemplateAndLabelsCount() {
        StudySpec before = Studies.spec(List.of(1), 8, data(null, null, null));
        Columns body = new Columns("body", null, null, null, null, null, null, null, null, null, null);
        for (Map.Entry<String, DataSpec> change : Map.of(
                        "data.columns.text", data(body, null, null),
                        "data.template", data(null, "chatml", null),
                        "data.labels", data(null, null, List.of("no", "yes")))
                .entrySet()) {
            List<String> found = SpecComparison.differences(
                    before, Map.of(), Studies.spec(List.of(1), 8, change.getValue()), Map.of());
            assertEquals(1, found.size(), change.getKey());
            assertEquals(
                    "'" + change.getKey() + "'",
                    found.get(0).substring(0, change.getKey().length() + 2));
        }
    }

    private static DataSpec data(Columns columns, String template, List<String> labels) {
        return new DataSpec("bundled:words", null, null, null, null, null, null, columns, template, labels, null, null);
    }

    private static String train(Task task, Path data) throws IOException {
        StudySpec spec = StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model("bundled:tiny")
                        .task(task)
                        .data(DataSpec.of(data.toString()))
                        .adapter(AdapterConfig.lora(8, 16, List.of("q_proj")))
                        .batchSize(2)
                        .sequenceLength(16)
                        .steps(8)
                        .evalEvery(2)
                        .seed(0L)
                        .device("cpu")
                        .precision(null)
                        .build())
                .ranks(List.of(1))
                .learningRates(List.of(1e-3))
                .seeds(List.of(0L))
                .build();
        return Fingerprint.of(spec).get("data.train");
    }
}
