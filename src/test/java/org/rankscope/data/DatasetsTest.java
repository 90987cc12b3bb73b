package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.data.Samples.BOS;
import static org.rankscope.data.Samples.assertRefused;
import static org.rankscope.data.Samples.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.Tokenizer;
import org.rankscope.safetensors.SafetensorsWriter;

class DatasetsTest {
    @TempDir
    private Path folder;

    private final Datasets datasets = new Datasets(name -> {
        if (!name.equals("notes")) {
            throw new RequestException("There is no bundled dataset '" + name + "'.");
        }
        return folder.resolve("notes.txt");
    });

    @Test
    void theEndOfATextIsHeldOut() throws IOException {
        String prose = Samples.prose(300);
        Dataset dataset = open(DataSpec.of(write("a.txt", prose)), settings(4, 32));
        long[] validation =
                dataset.validation().at(0).get(TokenBatches.INPUT_IDS).longs();
        try (Tokenizer tokenizer = Samples.tokenizer()) {
            String start = tokenizer.decode(
                    Arrays.stream(validation, 0, 32).mapToInt(Math::toIntExact).toArray(), true);
            int cut = prose.indexOf(start);
            assertEquals('\n', prose.charAt(cut - 1));
            assertEquals(0.9, (double) cut / prose.length(), 0.01);
            int[] train = tokenizer.encode(prose.substring(0, cut), true);
            assertEquals(
                    train.length / 32 + (train.length % 32 > 1 ? 1 : 0),
                    dataset.summary().trainRows());
        }
        assertEquals(BOS, validation[0]);
        assertEquals(dataset.summary().heldOutRows(), dataset.summary().validationRows());
        assertEquals(0, dataset.summary().truncatedShare());
    }

    @Test
    void documentsAreRowsOfTheirOwn() throws IOException {
        String lines = IntStream.range(0, 40)
                .mapToObj(i -> "{\"note\": \"" + "word ".repeat(i) + i + "\"}")
                .collect(Collectors.joining("\n"));
        DataSpec spec = new DataSpec(write("a.jsonl", lines), null, 0.25, "note", null, null, null);
        Dataset dataset = open(spec, settings(3, 24));
        assertEquals(
                new DataSummary(
                        30,
                        10,
                        dataset.summary().trainTokens(),
                        dataset.summary().longestTokens(),
                        dataset.summary().truncatedShare(),
                        10,
                        0),
                dataset.summary());
        assertTrue(dataset.summary().truncatedShare() > 0 && dataset.summary().truncatedShare() < 1);
        assertTrue(dataset.summary().longestTokens() > 24);
        for (int index = 0; index < 5; index++) {
            long[] ids = dataset.train().at(index).get(TokenBatches.INPUT_IDS).longs();
            assertEquals(BOS, ids[0]);
            assertEquals(BOS, ids[24]);
        }
    }

    @Test
    void promptsAreGivenAndCompletionsLearnt() throws IOException {
        String train = write("a.jsonl", "{\"prompt\": \"Two and two is\", \"completion\": \" four.\"}\n");
        Dataset dataset = open(new DataSpec(train, train, null, null, null, null, null), settings(1, 32));
        Map<String, Tensor> batch = dataset.train().at(0);
        try (Tokenizer tokenizer = Samples.tokenizer()) {
            int[] prompt = tokenizer.encode("Two and two is", true);
            int[] whole = tokenizer.encode("Two and two is four.", true);
            long[] labels = new long[32];
            Arrays.fill(labels, TokenBatches.IGNORE);
            IntStream.range(prompt.length, whole.length).forEach(i -> labels[i] = whole[i]);
            assertArrayEquals(labels, batch.get(TokenBatches.LABELS).longs());
            assertEquals(whole.length - prompt.length, dataset.summary().trainTokens());
            assertEquals(
                    whole.length,
                    Arrays.stream(batch.get(TokenBatches.ATTENTION_MASK).longs())
                            .sum());
        }
    }

    @Test
    void documentsThatPredictNothingAreLeftOutAndCounted() throws IOException {
        String data = write("a.jsonl", """
                {"prompt": "a much too long prompt, longer than a whole row can hold", "completion": "yes"}
                {"prompt": "short", "completion": ""}
                {"prompt": "q", "completion": " one"}
                {"prompt": "q", "completion": " two"}
                """);
        DataSummary summary = open(DataSpec.of(data), settings(1, 8)).summary();
        assertEquals(2, summary.droppedDocuments());
        assertEquals(1, summary.trainRows());
        assertEquals(1, summary.validationRows());
    }

    @Test
    void seedsOfTheOrderLeaveTheSplitAlone() throws IOException {
        String data = write("a.jsonl", lines(50));
        BatchSettings one = new BatchSettings(2, 16, 1, Samples.VOCAB_SIZE, Samples.PAD, 1, 7);
        BatchSettings two = new BatchSettings(2, 16, 1, Samples.VOCAB_SIZE, Samples.PAD, 2, 7);
        BatchSettings elsewhere = new BatchSettings(2, 16, 1, Samples.VOCAB_SIZE, Samples.PAD, 1, 8);
        assertEquals(validationIds(data, one), validationIds(data, two));
        assertTrue(!validationIds(data, one).equals(validationIds(data, elsewhere)));
    }

    @Test
    void aValidationFileIsEvaluatedWhole() throws IOException {
        DataSpec spec = new DataSpec(
                write("a.jsonl", lines(10)), write("b.txt", Samples.prose(20)), null, null, null, null, null);
        Dataset dataset = open(spec, settings(4, 16));
        assertEquals(10, dataset.summary().trainRows());
        assertEquals(
                (dataset.summary().validationRows() + 3) / 4,
                dataset.validation().count());
    }

    @Test
    void namesOfBundledDataAreLookedUp() throws IOException {
        write("notes.txt", Samples.prose(50));
        assertEquals(
                4, open(DataSpec.of("bundled:notes"), settings(4, 16)).train().batchSize());
        assertRefused(() -> open(DataSpec.of("bundled:other"), settings(4, 16)), "There is no bundled dataset 'other'");
    }

    @Test
    void readyMadeBatchesNeedNoTokenizer() throws IOException {
        Path file = folder.resolve("batches.safetensors");
        Tensor ones = Tensor.ofLongs(Shape.of(3, 1, 2), 1, 1, 1, 1, 1, 1);
        SafetensorsWriter.write(file, Map.of("input_ids", ones, "attention_mask", ones, "labels", ones), Map.of());
        DataSpec spec = new DataSpec(null, null, null, null, file.toString(), file.toString(), null);
        Dataset dataset = datasets.open(
                spec,
                Preparation.ofText(() -> {
                    throw new IllegalStateException("The tokenizer isn't needed.");
                }),
                settings(8, 128));
        assertEquals(new DataSummary(3, 3, 3, 2, 0, 3, 0), dataset.summary());
        assertEquals(DType.INT64, dataset.train().at(2).get("labels").dtype());
        assertEquals(
                0,
                datasets.open(
                                new DataSpec(null, null, null, null, file.toString(), null, null),
                                Preparation.ofText(() -> null),
                                settings(8, 128))
                        .validation()
                        .count());
    }

    @Test
    void shortDataIsRefused() throws IOException {
        String file = write("a.txt", "Just a few words.\nAnd more.\n");
        assertRefused(
                () -> open(DataSpec.of(file), settings(2, 128)), file, "too short", "for training", "at least 128");
        String tail = write("b.txt", Samples.prose(20) + "\n\n");
        DataSpec tiny = new DataSpec(tail, write("c.jsonl", "\n \n"), null, null, null, null, null);
        assertRefused(() -> open(tiny, settings(2, 8)), folder.resolve("c.jsonl"), "there are no rows");
        String one = write("d.jsonl", "{\"text\": \"same words\"}\n".repeat(5));
        assertRefused(() -> open(DataSpec.of(one), settings(2, 8)), one, "same content");
    }

    @Test
    void wrongFieldsAreNamed() throws IOException {
        String file = write("a.txt", Samples.prose(20));
        assertSpecRefused(new DataSpec(null, null, null, null, null, null, null), "Field 'data.train' is missing");
        assertSpecRefused(new DataSpec(file, null, null, null, file, null, null), "Field 'data.batches' stands beside");
        assertSpecRefused(
                new DataSpec(file, null, null, null, null, file, null),
                "Field 'data.validation_batches' stands without");
        assertSpecRefused(new DataSpec(" ", null, null, null, null, null, null), "The name of the data file is empty");
        for (double fraction : new double[] {0, 1, -0.5, Double.NaN}) {
            assertSpecRefused(
                    new DataSpec(file, null, fraction, null, null, null, null),
                    "Field 'data.validation_fraction' is " + fraction);
        }
        assertRefused(() -> settings(0, 8), "Field 'batch_size' is 0");
        assertRefused(() -> settings(1, 1), "Field 'sequence_length' is 1, expected at least 2");
    }

    @Test
    void aTokenizerThatDoesNotFitTheModelIsRefused() throws IOException {
        String file = write("a.txt", Samples.prose(20));
        BatchSettings small = new BatchSettings(1, 8, 1, 100, 0, 1, 1);
        assertRefused(() -> open(DataSpec.of(file), small), file, "vocab_size is 100");
    }

    @Test
    void listsOfObjectsAreRowsToo() throws IOException {
        String file = write("a.json", "[{\"text\": \"one of them\"}, {\"text\": \"another\"}]");
        assertEquals(1, open(DataSpec.of(file), settings(1, 8)).summary().trainRows());
    }

    @Test
    void previewsShowWhatIsThere() throws IOException {
        DataPreview text = datasets.preview(write("a.txt", "\ufefffirst\n\nsecond\n" + "x".repeat(5000)));
        assertEquals(
                new DataPreview(5017, 3, 5017, List.of(), List.of("first", "second", "x".repeat(160) + "...")), text);
        DataPreview lines = datasets.preview(write("a.jsonl", lines(12)));
        assertEquals(12, lines.rows());
        assertEquals(10 * 15 + 2 * 16, lines.characters());
        assertEquals(List.of("text"), lines.columns());
        assertEquals("{\"text\":\"Note 0 about it\"}", lines.firstRows().get(0));
    }

    @Test
    void previewsOfManyRowsEstimateTheirNumber() throws IOException {
        DataPreview preview = datasets.preview(write("a.csv", "text,label\n" + "some words,0\n".repeat(20_000)));
        assertEquals(20_000, preview.rows());
        assertEquals(List.of("text", "label"), preview.columns());
        assertEquals(20_000 * 11, preview.characters());
    }

    @Test
    void everyFormatHasAPreview() throws IOException {
        assertEquals(1, datasets.preview(write("a.json", "[{\"text\": \"x\"}]")).rows());
        assertEquals(
                List.of("tokens", "tags"),
                datasets.preview(write("a.conll", "A B-X\nb O\n\nc O\n")).columns());
        Files.createDirectories(folder.resolve("pictures/cats"));
        write("pictures/cats/1.png", "not looked at");
        DataPreview images = datasets.preview(folder.resolve("pictures").toString());
        assertEquals(List.of("image", "label"), images.columns());
        assertEquals(1, images.rows());
        assertRefused(() -> datasets.preview(folder.resolve("none.csv").toString()), folder, "no such file");
    }

    private void assertSpecRefused(DataSpec spec, String message) {
        assertRefused(() -> open(spec, settings(1, 8)), message);
    }

    private List<List<Long>> validationIds(String data, BatchSettings settings) {
        TokenBatches batches = open(DataSpec.of(data), settings).validation();
        return IntStream.range(0, batches.count())
                .mapToObj(i -> Arrays.stream(
                                batches.at(i).get(TokenBatches.INPUT_IDS).longs())
                        .boxed()
                        .toList())
                .toList();
    }

    private Dataset open(DataSpec spec, BatchSettings settings) {
        return datasets.open(spec, Preparation.ofText(Samples::tokenizer), settings);
    }

    private static String lines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"text\": \"Note " + i + " about it\"}\n")
                .collect(Collectors.joining());
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
