package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;
import org.rankscope.model.WeightLayout;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;

/** What is put beside a layer is written into its weight: of exported models, of convolutions in groups, of heads that are tied. */
class MergedLayersTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({
        "DORA, models/qwen2-tiny, CAUSAL_LM, '.*(q_proj|down_proj)'",
        "LORA, onnx/llama-tiny.torchscript-sdpa-opset17.onnx, CAUSAL_LM, '.*(embed_tokens|q_proj)'",
        "DORA, onnx/vit-tiny.dynamo-sdpa-opset18.onnx, IMAGE_CLASSIFICATION, '.*(projection|fc1)'",
        "IA3, onnx/bert-tiny-cls.torchscript-sdpa-opset17.onnx, SEQUENCE_CLASSIFICATION, default"
    })
    void mergedWeightsGiveTheLogitsOfTheAdapter(AdapterConfig.Method kind, String path, Task task, String targets) {
        try (BaseModel model = open(path, task)) {
            AdapterConfig config = AdapterConfigBuilder.builder()
                    .method(kind)
                    .r(3)
                    .targetModules(TargetSpec.pattern(targets))
                    .build();
            AdapterMethod method = AdapterMethod.of(config, model);
            Map<String, Tensor> values = Runs.moved(method.initialValues(model, 1));
            Graph base = model.forward(2, 7);
            Map<String, Tensor> inputs = Runs.inputs(model, 2, 7);
            float[] injected = Runs.logits(
                    method.inject(base, AdapterMethod.Mode.EVALUATION).graph(),
                    name -> values.containsKey(name) ? values.get(name) : model.weight(name),
                    inputs);
            Map<String, Tensor> merged = method.merged(model, values);
            float[] written =
                    Runs.logits(base, name -> merged.containsKey(name) ? merged.get(name) : model.weight(name), inputs);
            float[] without = Runs.logits(base, model::weight, inputs);

            assertClose(injected, written);
            assertTrue(distance(injected, without) > 100 * TOLERANCE, "the adapter does nothing");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gainsOfAConvolutionInGroupsAreMerged(boolean scalesInput) {
        LinearModule module = grouped();
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(2, 6, 5, 5));
        Value y = g.node(
                Op.CONV,
                List.of(x, g.parameter("conv.weight", module.weightShape()), g.parameter("conv.bias", Shape.of(4))),
                Map.of("kernel_shape", new Attribute.Ints(List.of(3L, 2L)), "group", new Attribute.Int(2)),
                DType.FLOAT,
                Shape.of(2, 4, 3, 4));
        Graph base = g.build(List.of(g.named(y, "conv")));
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.IA3)
                .targetModules(TargetSpec.list(List.of("conv")))
                .feedforwardModules(TargetSpec.list(scalesInput ? List.of("conv") : List.of()))
                .build();
        AdapterMethod method = AdapterMethod.of(config, LinearModules.model(List.of(module)));
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("conv.weight", Runs.uniform(module.weightShape(), random));
        values.put("conv.bias", Runs.uniform(Shape.of(4), random));
        method.trainable().forEach((name, shape) -> values.put(name, Runs.uniform(shape, random)));
        Map<String, Tensor> inputs = Map.of("x", Runs.uniform(x.shape(), random));
        float[] injected =
                Runs.logits(method.inject(base, AdapterMethod.Mode.EVALUATION).graph(), values::get, inputs);

        Map<String, Tensor> merged = Ia3.of(config, List.of(module))
                .merged(
                        TargetModules.match(config, List.of(module)).get(0),
                        values::get,
                        Map.of("ia3_l", values.get("conv.ia3_l")));
        float[] written = Runs.logits(base, name -> merged.getOrDefault(name, values.get(name)), inputs);

        assertClose(injected, written);
        assertFalse(Arrays.equals(written, Runs.logits(base, values::get, inputs)));
    }

    /** The rows of loraA read all inputs, an output of the layer its group alone. */
    @Test
    void anUpdateAcrossGroupsIsNotMerged() {
        AdapterConfig config = AdapterConfig.lora(2, 4, List.of("conv"));
        AdaptedModule target = TargetModules.match(config, List.of(grouped())).get(0);
        Map<String, Tensor> own = new LinkedHashMap<>();
        new Lora().trained(target).forEach((end, shape) -> own.put(end, Tensor.zeros(DType.FLOAT, shape)));
        Tensor weight = Tensor.zeros(DType.FLOAT, grouped().weightShape());
        String message = assertThrows(RequestException.class, () -> new Lora().merged(target, name -> weight, own))
                .getMessage();
        assertTrue(message.contains("conv") && message.contains("2 groups"), message);
    }

    private static LinearModule grouped() {
        return new LinearModule("conv", 6, 4, true, false, WeightLayout.OUT_IN, List.of(3L, 2L), 2);
    }

    /** GPT-2's head is its embedding, so that the one can't change without the other. */
    @ParameterizedTest
    @ValueSource(strings = {"wte", "lm_head"})
    void aHeadThatIsTheEmbeddingIsNotMergedInto(String target) {
        try (BaseModel model = open("models/gpt2-tiny", Task.CAUSAL_LM)) {
            AdapterMethod method = AdapterMethod.of(AdapterConfig.lora(2, 4, List.of(target)), model);
            String message = assertThrows(
                            RequestException.class, () -> method.merged(model, method.initialValues(model, 1)))
                    .getMessage();
            assertTrue(message.contains("transformer.wte") && message.contains("lm_head"), message);
        }
    }

    private static BaseModel open(String path, Task task) {
        return path.endsWith(".onnx")
                ? ImportedModel.open(FIXTURES.resolve(path))
                : HuggingFaceModel.open(FIXTURES.resolve(path), HeadSpec.of(task));
    }

    private static void assertClose(float[] expected, float[] found) {
        assertArrayEquals(expected, found, (float) TOLERANCE);
    }

    private static double distance(float[] one, float[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }
}
