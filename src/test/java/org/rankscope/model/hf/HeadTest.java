package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** What head a checkpoint is opened with. */
class HeadTest {
    private static final Path CLASSIFIER = Fixtures.ROOT.resolve("models/bert-tiny-cls");
    private static final Path TAGGER = Fixtures.ROOT.resolve("models/bert-tiny-tok");
    private static final HeadSpec OF_TEXTS = HeadSpec.of(Task.SEQUENCE_CLASSIFICATION);
    private static final HeadSpec OF_TOKENS = HeadSpec.of(Task.TOKEN_CLASSIFICATION);

    @TempDir
    Path folder;

    @Test
    void theStoredHeadIsUsedWhereItFits() {
        try (HuggingFaceModel model = HuggingFaceModel.open(CLASSIFIER, OF_TEXTS)) {
            assertEquals(List.of("weather", "kitchen", "machine"), model.labels());
            assertEquals(Set.of(), model.freshModules());
            assertEquals(List.of(), model.notes());
            assertEquals(3, model.outputSize());
        }
    }

    @Test
    void labelsOfTheDataTakeTheStoredHeadInTheirOrderAndItIsSaid() {
        try (HuggingFaceModel model = HuggingFaceModel.open(CLASSIFIER, labels(false, "a", "b", "c"))) {
            assertEquals(List.of("a", "b", "c"), model.labels());
            assertEquals(Set.of(), model.freshModules());
            assertEquals(
                    List.of(
                            "The head of the checkpoint calls its classes weather, kitchen, machine, the data call them a,"
                                    + " b, c: they are taken for the same in this order; set \"new_head\": true in 'data' if they"
                                    + " are not."),
                    model.notes());
        }
    }

    @Test
    void aHeadOfAnotherSizeIsRefusedWithTheWayOut() {
        assertRefused(
                CLASSIFIER.resolve("model.safetensors"),
                () -> HuggingFaceModel.open(CLASSIFIER, labels(false, "a", "b", "c", "d")),
                "the head 'classifier.weight' was made for 3 classes, expected 4",
                "\"new_head\": true in 'data'");
    }

    @Test
    void aNewHeadPassesOverTheStoredOneAndKeepsThePooler() {
        for (HeadSpec head : List.of(labels(true, "a", "b", "c"), labels(true, "a", "b", "c", "d", "e"))) {
            try (HuggingFaceModel model = HuggingFaceModel.open(CLASSIFIER, head)) {
                assertEquals(Set.of("classifier"), model.freshModules());
                assertEquals(
                        List.of("A new head is asked for: classifier starts from random values and is trained whole."),
                        model.notes());
                assertEquals(
                        Shape.of(head.labels().size(), 64),
                        model.weight("classifier.weight").shape());
                assertArrayEquals(
                        new float[head.labels().size()],
                        model.weight("classifier.bias").floats());
                // initializer_range of this configuration is 0.1
                assertEquals(0.1, deviation(model.weight("classifier.weight").floats()), 0.02);
                assertArrayEquals(
                        stored(CLASSIFIER, "bert.pooler.dense.weight"),
                        model.weight("bert.pooler.dense.weight").floats());
            }
        }
    }

    @Test
    void aCheckpointOfAnotherTaskGetsAFreshHead() {
        HeadSpec same = labels(false, "a", "b", "c", "d", "e");
        try (HuggingFaceModel model = HuggingFaceModel.open(TAGGER, same)) {
            assertEquals(Set.of("classifier", "bert.pooler"), model.freshModules());
            assertEquals(1, model.notes().size());
            assertTrue(
                    model.notes()
                            .get(0)
                            .startsWith(
                                    "The checkpoint is a BertForTokenClassification, whose head is for another task than"
                                            + " 'sequence-classification': bert.pooler, classifier start"),
                    model.notes().get(0));
        }
        try (HuggingFaceModel model = HuggingFaceModel.open(CLASSIFIER, OF_TOKENS)) {
            assertEquals(Set.of("classifier"), model.freshModules());
        }
    }

    @Test
    void aNumberTakesASingleOutput() throws IOException {
        HeadSpec number = new HeadSpec(Task.SEQUENCE_CLASSIFICATION, List.of(), false, true, true);
        try (HuggingFaceModel model = HuggingFaceModel.open(CLASSIFIER, number)) {
            assertEquals(1, model.outputSize());
            assertTrue(model.description().endsWith(" · float32"), model.description());
            assertEquals(List.of(), model.labels());
        }
        RequestException one =
                assertThrows(RequestException.class, () -> HuggingFaceModel.open(CLASSIFIER, labels(true, "only"))
                        .close());
        assertTrue(one.getMessage().contains("The only label in the data is 'only'"), one.getMessage());
    }

    @Test
    void aTaskThatTheArchitectureHasNoHeadForIsRefused() {
        assertRefused(
                CLASSIFIER.resolve("config.json"),
                () -> HuggingFaceModel.open(CLASSIFIER, HeadSpec.of(Task.CAUSAL_LM)),
                "'bert' has no head for the task 'causal-lm'",
                "sequence-classification, token-classification");
    }

    /** As bert-base-uncased is published: {@code BertForMaskedLM}, its norms with the names of TensorFlow. */
    @Test
    void aMaskedLanguageModelWithOldNamesGetsAFreshHead() throws IOException {
        store(name -> name.startsWith("classifier")
                ? name.replace("classifier", "cls.predictions.transform.dense")
                : name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"));
        Files.writeString(
                folder.resolve("config.json"),
                Files.readString(CLASSIFIER.resolve("config.json"))
                        .replace("BertForSequenceClassification", "BertForMaskedLM"));
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, labels(false, "a", "b"))) {
            assertEquals(Set.of("classifier"), model.freshModules());
            assertArrayEquals(
                    stored(CLASSIFIER, "bert.embeddings.LayerNorm.weight"),
                    model.weight("bert.embeddings.LayerNorm.weight").floats());
        }
    }

    /** A {@code BertModel}: no prefix, no head. */
    @Test
    void aBareModelGetsAFreshHead() throws IOException {
        store(name -> name.startsWith("classifier") ? "embeddings.position_ids" : name.substring("bert.".length()));
        Files.writeString(
                folder.resolve("config.json"),
                Files.readString(CLASSIFIER.resolve("config.json"))
                        .replace("BertForSequenceClassification", "BertModel"));
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, OF_TOKENS)) {
            assertEquals(Set.of("classifier"), model.freshModules());
            assertEquals(
                    List.of("The checkpoint holds no weights for classifier, which starts from random values and"
                            + " is trained whole."),
                    model.notes());
        }
    }

    @Test
    void aMissingWeightThatIsNotOfTheHeadIsNamed() throws IOException {
        store(name -> name.equals("bert.encoder.layer.1.output.dense.bias") ? "cls.seq_relationship.bias" : name);
        Files.copy(CLASSIFIER.resolve("config.json"), folder.resolve("config.json"));
        assertRefused(
                folder.resolve("model.safetensors"),
                () -> HuggingFaceModel.open(folder, OF_TEXTS),
                "missing tensor 'bert.encoder.layer.1.output.dense.bias'");
    }

    @Test
    void aConfigurationAloneIsReadWithTheHeadThatTheCheckpointHas() {
        assertEquals(
                3, HuggingFaceModel.graph(CLASSIFIER.resolve("config.json")).outputSize());
        assertEquals(
                List.of(10L, 5L),
                HuggingFaceModel.graph(TAGGER.resolve("config.json"))
                        .forward(2, 5)
                        .outputs()
                        .get(0)
                        .shape()
                        .dims());
    }

    /** The data's classes come in no order of note: a trained head keeps its own, whatever those that occur are. */
    @Test
    void aTrainedHeadKeepsItsClassesInTheirOrder() {
        for (List<String> found :
                List.of(List.of("kitchen", "machine", "weather"), List.of("machine"), List.of("0", "2"))) {
            HeadSpec data = new HeadSpec(Task.SEQUENCE_CLASSIFICATION, found, false, false, false);
            try (HuggingFaceModel model = HuggingFaceModel.open(CLASSIFIER, data)) {
                assertEquals(List.of("weather", "kitchen", "machine"), model.labels());
                assertEquals(Set.of(), model.freshModules());
            }
        }
    }

    private static HeadSpec labels(boolean fresh, String... labels) {
        return new HeadSpec(Task.SEQUENCE_CLASSIFICATION, List.of(labels), true, false, fresh);
    }

    private void store(UnaryOperator<String> rename) throws IOException {
        SafetensorsFile file = SafetensorsFile.open(CLASSIFIER.resolve("model.safetensors"));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(rename.apply(name), file.tensor(name)));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    }

    private static float[] stored(Path model, String name) {
        return SafetensorsFile.open(model.resolve("model.safetensors"))
                .tensor(name)
                .floats();
    }

    private static double deviation(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum / values.length);
    }
}
