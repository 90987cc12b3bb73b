package org.rankscope.model.quantized;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class QuantizedModelTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int BATCH = 2;
    private static final int LENGTH = 12;

    @ParameterizedTest
    @CsvSource({
        "models/llama-tiny, NF4, 14",
        "models/llama-tiny, INT4, 14",
        "models/llama-tiny-bias, NF4, 14",
        "models/llama-tiny-bias, INT4, 14",
        "models/llama-tiny-bf16, NF4, 14",
        "models/gpt2-tiny, NF4, 8",
        "models/gpt2-tiny, INT4, 8",
        "models/qwen2-tiny, NF4, 14",
        "onnx/llama-tiny.torchscript-sdpa-opset17.onnx, NF4, 14",
        "onnx/gpt2-tiny.dynamo-sdpa-opset18.onnx, INT4, 8"
    })
    void computesWhatAFloatModelWithTheSameNumbersComputes(String folder, Precision precision, int layers) {
        try (BaseModel model = open(folder);
                QuantizedModel quantized = new QuantizedModel(model, precision, name -> false)) {
            assertEquals(layers, quantized.packed().size());
            Graph graph = quantized.forward(BATCH, LENGTH);
            assertTrue(
                    graph.parameters().stream().noneMatch(parameter -> quantized.packed().values().stream()
                            .anyMatch(module -> module.weightName().equals(parameter.name()))),
                    "a weight is still read: " + graph.parameters());
            float[] expected = logits(model, model.forward(BATCH, LENGTH), quantized::weight);
            float[] found = logits(model, graph, quantized::weight);
            assertArrayEquals(expected, found, 1e-5f);
        }
    }

    @Test
    void whatIsHeldIsWhatIsCounted() {
        try (QuantizedModel quantized = llama(name -> false)) {
            long bytes = quantized.forward(BATCH, LENGTH).parameters().stream()
                    .mapToLong(value -> quantized.weight(value.name()).data().remaining())
                    .sum();
            assertEquals(bytes, quantized.weightBytes());
            long layers = quantized.packed().values().stream()
                    .mapToLong(module -> module.weightShape().elements())
                    .sum();
            long others = quantized.unquantized().weightBytes() - 4 * layers;
            // 4.127 bits for each number, and what is left over of the last blocks of magnitudes
            assertEquals(4.127 / 8, (bytes - others) / (double) layers, 0.03);
        }
    }

    @Test
    void headsEmbeddingsNormsAndWhatIsKeptStayAsTheyAre() {
        String kept = "model.layers.0.self_attn.q_proj";
        try (QuantizedModel quantized = llama(kept::equals)) {
            assertFalse(quantized.packed().containsKey(kept));
            assertFalse(quantized.packed().containsKey("lm_head"));
            for (String name :
                    List.of(kept + ".weight", "lm_head.weight", "model.embed_tokens.weight", "model.norm.weight")) {
                assertArrayEquals(
                        quantized.unquantized().weight(name).floats(),
                        quantized.weight(name).floats(),
                        name);
            }
        }
    }

    @Test
    void weightsAreQuantisedOnce() {
        try (QuantizedModel quantized = llama(name -> false)) {
            String codes = "model.layers.1.mlp.up_proj.weight" + NormalFloat4.CODES;
            assertSame(quantized.weight(codes), quantized.weight(codes));
        }
    }

    @Test
    void nothingThatAModelSaysIsLostInTheWrapper() {
        for (Class<?> type : List.of(ModelGraph.class, BaseModel.class)) {
            for (Method method : type.getDeclaredMethods()) {
                boolean madeOfOthers = method.getName().equals("adaptableModules");
                if (!madeOfOthers && !method.isSynthetic()) {
                    assertFalse(
                            Stream.of(QuantizedModel.class.getMethods())
                                    .filter(own -> own.getName().equals(method.getName())
                                            && Arrays.equals(own.getParameterTypes(), method.getParameterTypes()))
                                    .allMatch(own -> own.getDeclaringClass().isInterface()),
                            "not handed on: " + method);
                }
            }
        }
    }

    private static QuantizedModel llama(Predicate<String> kept) {
        return new QuantizedModel(open("models/llama-tiny"), Precision.NF4, kept);
    }

    private static BaseModel open(String name) {
        Path path = FIXTURES.resolve(name);
        return name.endsWith(".onnx") ? ImportedModel.open(path) : HuggingFaceModel.open(path);
    }

    private static float[] logits(BaseModel model, Graph graph, Function<String, Tensor> weights) {
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Value input : model.inputs(BATCH, LENGTH)) {
            long[] values = LongStream.range(0, input.shape().elements())
                    .map(i -> input.name().equals("input_ids")
                            ? random.nextInt(model.vocabSize())
                            : input.name().startsWith("position") ? i % LENGTH : 1)
                    .toArray();
            inputs.put(input.name(), Tensor.ofLongs(input.shape(), values));
        }
        try (Session session = Session.open(graph, weights, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor("logits").floats();
        }
    }
}
