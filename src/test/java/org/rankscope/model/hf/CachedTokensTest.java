package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.AttentionShape;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** What a decoder says behind the keys and values of tokens is what it says behind the tokens themselves. */
class CachedTokensTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("names")
    void theRestOfARowIsSaidAsInTheWhole(String name) throws IOException {
        assertGoesOn(name, Task.CAUSAL_LM, 5, 9);
    }

    /** 272 tokens attend in blocks of 136. */
    @ParameterizedTest
    @CsvSource({
        "mistral wide",
        "mistral window",
        "gemma2 defaults",
        "gpt2 plain",
        "opt plain",
        "bloom plain",
        "falcon alibi"
    })
    void theRestOfALongRowIsSaidAsInTheWhole(String name) throws IOException {
        assertGoesOn(name, Task.CAUSAL_LM, 7, 272);
    }

    @ParameterizedTest
    @MethodSource("types")
    void classesAreReadFromTheLastToken(String name) throws IOException {
        assertGoesOn(name, Task.SEQUENCE_CLASSIFICATION, 4, 9);
    }

    /** As in the library, whose DistilBERT has no place for keys and values. */
    @ParameterizedTest
    @CsvSource({"models/bert-tiny-cls, true", "library/5.18/roberta-cls, true", "library/5.18/distilbert-cls, false"})
    void someEncodersTakeKeysAndValues(String name, boolean takes) {
        try (HuggingFaceModel model =
                HuggingFaceModel.open(Fixtures.ROOT.resolve(name), HeadSpec.of(Task.SEQUENCE_CLASSIFICATION))) {
            assertEquals(takes, model.takesCache());
        }
    }

    static Stream<String> names() {
        return TinyDecoders.names();
    }

    static Stream<String> types() {
        return TinyDecoders.oneOfEachType();
    }

    private void assertGoesOn(String name, Task task, int before, int seq) throws IOException {
        TinyDecoders.write(folder, name, task);
        long[] ids = LongStream.range(0, before + seq).map(i -> i * 31 % 36 + 1).toArray();
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(task))) {
            AttentionShape attention = model.attention().orElseThrow();
            float[] whole = run(model, model.forward(1, before + seq), inputs(ids), "logits")
                    .get(0)
                    .floats();
            String[] kept = Stream.iterate(0, block -> block + 1)
                    .limit(attention.blocks())
                    .flatMap(block -> Stream.of(AttentionShape.cachedKeys(block), AttentionShape.cachedValues(block)))
                    .toArray(String[]::new);
            List<Tensor> cache = run(model, model.forwardKeeping(before), inputs(Arrays.copyOf(ids, before)), kept);
            Map<String, Tensor> behind = inputs(Arrays.copyOfRange(ids, before, ids.length));
            for (int i = 0; i < kept.length; i++) {
                behind.put(kept[i], cache.get(i));
            }
            float[] rest = run(model, model.forward(1, seq, before), behind, "logits")
                    .get(0)
                    .floats();

            assertEquals(Shape.of(before, attention.keyFeatures()), cache.get(0).shape());
            int skipped = whole.length - rest.length;
            assertEquals(task == Task.CAUSAL_LM ? before * model.outputSize() : 0, skipped);
            for (int i = 0; i < rest.length; i++) {
                assertEquals(whole[skipped + i], rest[i], 1e-4, "logit " + i);
            }
        }
    }

    private static Map<String, Tensor> inputs(long[] ids) {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Shape shape = Shape.of(1, ids.length);
        return new HashMap<>(
                Map.of("input_ids", Tensor.ofLongs(shape, ids), "attention_mask", Tensor.ofLongs(shape, ones)));
    }

    private static List<Tensor> run(
            HuggingFaceModel model, Graph graph, Map<String, Tensor> inputs, String... outputs) {
        try (Session session = Session.open(graph, model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return Stream.of(outputs).map(results::tensor).toList();
        }
    }
}
