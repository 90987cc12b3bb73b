package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.data.Samples.assertRefused;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.NoiseSchedule;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.hf.HuggingFaceTokenizer;

/** Files of every task as batches. */
class TaskRowsTest {
    private static final Path BERT = Path.of("src/test/resources/fixtures/models/bert-tiny-cls/tokenizer.json");
    private static final int VOCAB = 400;

    @TempDir
    private Path folder;

    private final Datasets datasets = new Datasets(Path::of);

    @Test
    void textsCarryTheirClass() throws IOException {
        DataSpec spec = both("a.csv", "text,label\nthe cat,b\nthe dog,a\n");
        assertEquals(
                List.of("a", "b"),
                datasets.head(spec, Task.SEQUENCE_CLASSIFICATION).labels());
        Map<String, Tensor> batch = validation(spec, tokens(Task.SEQUENCE_CLASSIFICATION, 2, 8, 2), List.of());
        assertArrayEquals(new long[] {1, 0}, batch.get("labels").longs());
        try (Tokenizer tokenizer = HuggingFaceTokenizer.open(BERT)) {
            int[] ids = tokenizer.encode("the cat", true);
            assertArrayEquals(
                    Arrays.stream(ids).asLongStream().toArray(),
                    Arrays.copyOf(batch.get("input_ids").longs(), ids.length));
            assertEquals(
                    ids.length,
                    Arrays.stream(batch.get("attention_mask").longs(), 0, 8).sum());
        }
    }

    @Test
    void pairsAreCutAtTheLongerText() throws IOException {
        DataSpec spec = both(
                "a.jsonl",
                "{\"sentence1\": \"a b c d e f g h\", \"sentence2\": \"i j\", \"label\": 0}\n"
                        + "{\"sentence1\": \"a\", \"sentence2\": \"b\", \"label\": 1}\n");
        Map<String, Tensor> batch = validation(spec, tokens(Task.SEQUENCE_CLASSIFICATION, 2, 9, 2), List.of());
        // [CLS] and 4 tokens, [SEP]; 2 tokens and [SEP]
        assertArrayEquals(
                new long[] {0, 0, 0, 0, 0, 0, 1, 1, 1},
                Arrays.copyOf(batch.get("token_type_ids").longs(), 9));
    }

    @Test
    void labelsWithFractionsAreNumbers() throws IOException {
        DataSpec spec = both("a.csv", "text,score\nbad,1\ngood,4.5\n");
        HeadSpec head = datasets.head(spec, Task.SEQUENCE_CLASSIFICATION);
        assertTrue(head.numbers());
        Map<String, Tensor> batch = validation(spec, tokens(Task.SEQUENCE_CLASSIFICATION, 3, 8, 1), List.of());
        float[] labels = batch.get("labels").floats();
        assertArrayEquals(new float[] {1, 4.5f, Float.NaN}, labels);
    }

    @Test
    void aLabelOutsideTheSetIsNamedWithItsRow() throws IOException {
        DataSpec spec = both("a.csv", "text,label\nthe cat,pos\nthe dog,meh\n");
        assertRefused(
                () -> validation(spec, tokens(Task.SEQUENCE_CLASSIFICATION, 2, 8, 2), List.of("neg", "pos")),
                folder.resolve("a.csv") + ", row 3: ",
                "'label' is 'meh', expected one of neg, pos",
                "\"new_head\": true");
        DataSpec byNumber = both("b.csv", "text,label\nthe cat,1\nthe dog,0\n");
        assertArrayEquals(
                new long[] {1, 0},
                validation(byNumber, tokens(Task.SEQUENCE_CLASSIFICATION, 2, 8, 2), List.of("neg", "pos"))
                        .get("labels")
                        .longs());
    }

    @Test
    void theFirstTokenOfAWordCarriesItsClass() throws IOException {
        DataSpec spec = both(
                "a.jsonl",
                "{\"tokens\": [\"the\", \"xylophones\"], \"tags\": [\"O\", \"B-X\"]}\n"
                        + "{\"tokens\": [\"the\"], \"tags\": [\"O\", \"O\"]}\n");
        BatchSettings settings = tokens(Task.TOKEN_CLASSIFICATION, 1, 16, 2);
        Dataset dataset = datasets.everyRow(spec, preparation(List.of("O", "B-X")), settings);
        long[] labels = dataset.validation().at(0).get("labels").longs();
        assertEquals(0, labels[1]);
        assertEquals(1, labels[2]);
        assertEquals(2, Arrays.stream(labels).filter(label -> label != -100).count());
        assertEquals(1, dataset.summary().droppedDocuments());
    }

    @Test
    void masksAreReadByTheirNumbersAndOthersOfAnotherSizeAreCounted() throws IOException {
        image("one.png", 2, 2, 0, 0, 0, 0);
        image("one_mask.png", 2, 2, 0, 255, 255, 0);
        image("two.png", 2, 2, 9, 9, 9, 9);
        image("two_mask.png", 1, 2, 0, 255);
        DataSpec spec =
                both("a.csv", "image,mask\none.png,one_mask.png\ntwo.png,two_mask.png\nnone.png,one_mask.png\n");
        assertEquals(2, datasets.head(spec, Task.SEGMENTATION).labels().size());
        BatchSettings settings = pixels(Task.SEGMENTATION, 1, 2);
        Dataset dataset = datasets.everyRow(spec, preparation(List.of("0", "1")), settings);
        assertArrayEquals(
                new long[] {0, 1, 1, 0},
                dataset.validation().at(0).get("labels").longs());
        DataReport report = datasets.report(spec, preparation(List.of("0", "1")), settings);
        List<String> reasons =
                report.skipped().stream().map(DataReport.Skipped::reason).toList();
        assertTrue(reasons.stream().anyMatch(reason -> reason.contains("1 x 2 pixels")), reasons.toString());
        assertTrue(reasons.stream().anyMatch(reason -> reason.contains("none.png")), reasons.toString());
    }

    @Test
    void noiseFollowsFromSeedEpochAndRow() throws IOException {
        for (int i = 0; i < 3; i++) {
            image(i + ".png", 2, 2, i, 50, 100, 200);
        }
        DataSpec spec = both("a.csv", "image\n0.png\n1.png\n2.png\n");
        Dataset dataset = datasets.open(spec, preparation(List.of()), noise(7));
        Map<String, Tensor> batch = dataset.train().at(0);
        float[] sample = batch.get("sample").floats();
        float[] noise = batch.get("labels").floats();
        double bar = SCHEDULE.alphaBars().get((int) batch.get("timestep").longs()[0]);
        // what is left of the image is one of its values, between -1 and 1
        double pixel = (sample[1] - Math.sqrt(1 - bar) * noise[1]) / Math.sqrt(bar);
        assertEquals(50 / 127.5 - 1, pixel, 1e-4);
        assertArrayEquals(
                sample,
                datasets.open(spec, preparation(List.of()), noise(7))
                        .train()
                        .at(0)
                        .get("sample")
                        .floats());
        assertNotEquals(
                Arrays.toString(noise),
                Arrays.toString(datasets.open(spec, preparation(List.of()), noise(8))
                        .train()
                        .at(0)
                        .get("labels")
                        .floats()));
        assertEquals(12, dataset.validation().count());
        assertArrayEquals(
                new long[] {12, 12, 12, 37, 37, 37, 62, 62, 62, 87, 87, 87},
                IntStream.range(0, 12)
                        .mapToLong(
                                i -> dataset.validation().at(i).get("timestep").longs()[0])
                        .toArray());
    }

    @Test
    void aLastBatchOfPairsThatIsNotFullIsLeftOut() throws IOException {
        for (int i = 0; i < 3; i++) {
            image(i + ".png", 2, 2, i, 50, 100, 200);
        }
        DataSpec spec = both("a.csv", "image,caption\n0.png,the cat\n1.png,the dog\n2.png,the cow\n");
        Dataset dataset = datasets.open(spec, preparation(List.of()), pixels(Task.CONTRASTIVE, 2, 0));
        assertEquals(1, dataset.validation().count());
        assertEquals(3, dataset.summary().heldOutRows());
        assertEquals(2, dataset.summary().validationRows());
        assertArrayEquals(
                new long[] {0, 1}, dataset.validation().at(0).get("labels").longs());
    }

    private static final NoiseSchedule SCHEDULE = NoiseSchedule.linear(100, 1e-4, 0.02);

    private Preparation preparation(List<String> labels) {
        return new Preparation(
                () -> HuggingFaceTokenizer.open(BERT),
                Optional.of(new ImageSettings(
                        1, 2, 2, OptionalInt.empty(), ImageSettings.Resampling.BILINEAR, List.of(0.5), List.of(0.5))),
                Optional.of(SCHEDULE),
                Optional.empty(),
                Map.of(),
                labels,
                OptionalInt.empty());
    }

    private Map<String, Tensor> validation(DataSpec spec, BatchSettings settings, List<String> labels) {
        return datasets.open(spec, preparation(labels), settings).validation().at(0);
    }

    private static BatchSettings tokens(Task task, int batch, int length, int classes) {
        Shape shape = Shape.of(batch, length);
        return settings(
                task,
                batch,
                length,
                classes,
                1,
                new Value("input_ids", DType.INT64, shape),
                new Value("attention_mask", DType.INT64, shape),
                new Value("token_type_ids", DType.INT64, shape));
    }

    private static BatchSettings pixels(Task task, int batch, int classes) {
        Value pixels = new Value("pixel_values", DType.FLOAT, Shape.of(batch, 1, 2, 2));
        return task == Task.CONTRASTIVE
                ? settings(task, batch, 8, classes, 1, new Value("input_ids", DType.INT64, Shape.of(batch, 8)), pixels)
                : settings(task, batch, 8, classes, 1, pixels);
    }

    private static BatchSettings noise(long seed) {
        return settings(
                Task.DENOISING,
                1,
                8,
                1,
                seed,
                new Value("sample", DType.FLOAT, Shape.of(1, 1, 2, 2)),
                new Value("timestep", DType.INT64, Shape.of(1)));
    }

    private static BatchSettings settings(Task task, int batch, int length, int classes, long seed, Value... inputs) {
        return new BatchSettings(
                batch, length, 1, VOCAB, 0, seed, 0, new BatchForm(task, List.of(inputs), classes, Map.of()));
    }

    private DataSpec both(String name, String content) throws IOException {
        String file = Files.writeString(folder.resolve(name), content).toString();
        return new DataSpec(file, file, null, null, null, null, null);
    }

    private void image(String name, int width, int height, int... values) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < values.length; i++) {
            image.getRaster().setSample(i % width, i / width, 0, values[i]);
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }
}
