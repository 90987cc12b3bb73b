package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.safetensors.SafetensorsFile;

class BottleneckTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int IN = 3;
    private static final int OUT = 5;
    private static final int INNER = 2;
    private static final int ROWS = 4;

    /** h + W_up·f(W_down·h + b_down) + b_up, by hand. */
    @ParameterizedTest
    @EnumSource(NonLinearity.class)
    void theLayerIsTheFormula(NonLinearity bend) {
        AdapterMethod method = AdapterMethod.of(
                config(b -> b.bottleneckSize(INNER)
                        .nonLinearity(bend.json())
                        .targetModules(TargetSpec.list(List.of("layer")))),
                LinearModules.model(List.of(new LinearModule("layer", IN, OUT, true, false))));
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(ROWS, IN));
        Value y = g.gemm(
                x,
                g.parameter("layer.weight", Shape.of(OUT, IN)),
                g.parameter("layer.bias", Shape.of(OUT)),
                false,
                true,
                1);
        Graph base = g.build(List.of(g.named(y, "layer")));
        SplittableRandom random = new SplittableRandom(9);
        Map<String, Tensor> values = new LinkedHashMap<>();
        base.parameters().forEach(value -> values.put(value.name(), Runs.uniform(value.shape(), random)));
        method.trainable().forEach((name, shape) -> values.put(name, Runs.uniform(shape, random)));
        Map<String, Tensor> inputs = Map.of("x", Runs.uniform(x.shape(), random));

        float[] h = Runs.logits(base, values::get, inputs);
        float[] found =
                Runs.logits(method.inject(base, AdapterMethod.Mode.EVALUATION).graph(), values::get, inputs);

        float[] down = values.get("layer.adapter_down.weight").floats();
        float[] downBias = values.get("layer.adapter_down.bias").floats();
        float[] up = values.get("layer.adapter_up.weight").floats();
        float[] upBias = values.get("layer.adapter_up.bias").floats();
        for (int row = 0; row < ROWS; row++) {
            for (int out = 0; out < OUT; out++) {
                double sum = h[row * OUT + out] + upBias[out];
                for (int k = 0; k < INNER; k++) {
                    double inner = downBias[k];
                    for (int in = 0; in < OUT; in++) {
                        inner += down[k * OUT + in] * h[row * OUT + in];
                    }
                    sum += up[out * INNER + k] * bent(bend).applyAsDouble(inner);
                }
                assertEquals(sum, found[row * OUT + out], 1e-5, "row " + row + ", feature " + out);
            }
        }
    }

    private static DoubleUnaryOperator bent(NonLinearity bend) {
        return switch (bend) {
            case RELU -> x -> Math.max(0, x);
            case TANH -> Math::tanh;
            case SWISH -> x -> x / (1 + Math.exp(-x));
            case GELU -> BottleneckTest::gelu;
        };
    }

    /** x · Φ(x), the distribution function of the normal numbers by Simpson's rule. */
    private static double gelu(double x) {
        int steps = 1000;
        double width = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double at = i * width;
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-at * at / 2);
        }
        return x * (0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI));
    }

    /** 2·d·m + d + m for each; two in a block, of Pfeiffer one, and three where there is a second attention. */
    @ParameterizedTest
    @CsvSource({
        "models/llama-tiny, HOULSBY, 4, 64",
        "models/llama-tiny, PFEIFFER, 2, 64",
        "models/gpt2-tiny, HOULSBY, 4, 64",
        "models/gpt2-tiny, PFEIFFER, 2, 64",
        "models/bert-tiny-cls, HOULSBY, 4, 64",
        "models/bert-tiny-cls, PFEIFFER, 2, 64",
        "models/vit-tiny, HOULSBY, 4, 64",
        "library/5.18/t5, HOULSBY, 10, 0",
        "library/5.18/t5, PFEIFFER, 4, 0",
        "library/5.18/bloom-post, HOULSBY, 4, 0",
        "library/5.18/falcon, HOULSBY, 4, 0",
        "library/5.18/gpt_neox, HOULSBY, 4, 0",
        "library/5.18/opt, HOULSBY, 4, 0",
        "library/5.18/phi3, HOULSBY, 4, 0",
        "library/5.18/gemma2, PFEIFFER, 2, 0",
        "library/5.18/distilbert-cls, HOULSBY, 4, 0",
        "library/5.18/roberta-cls, PFEIFFER, 2, 0",
        "library/5.18/deberta-cls, HOULSBY, 4, 0",
        "library/5.18/clip, HOULSBY, 8, 0"
    })
    void adaptersStandWhereTheirAuthorsPutThem(String path, Placement placement, int count, int features) {
        ModelGraph model = HuggingFaceModel.graph(FIXTURES.resolve(path).resolve("config.json"));
        AdapterConfig config = config(b -> b.bottleneckSize(6).placement(placement));
        List<AdaptedModule> adapted = TargetModules.match(config, model.adaptableModules());
        assertEquals(count, adapted.size(), adapted.toString());
        if (features > 0) {
            AdapterMethod method = AdapterMethod.of(config.savingAlso(Set.of()), model);
            assertEquals(count * (2L * features * 6 + features + 6), ParameterCount.of(method));
        }
    }

    @Test
    void blocksCanBeChosen() {
        ModelGraph model = HuggingFaceModel.graph(FIXTURES.resolve("models/llama-tiny/config.json"));
        List<String> names =
                TargetModules.match(config(b -> b.layersToTransform(List.of(1))), model.adaptableModules()).stream()
                        .map(target -> target.module().name())
                        .toList();
        assertEquals(List.of("model.layers.1.self_attn.o_proj", "model.layers.1.mlp.down_proj"), names);
    }

    /** Names and words of the LLM-Adapters fork, whose layers keep their own names. */
    @ParameterizedTest
    @EnumSource(
            value = Bias.class,
            names = {"ALL", "LORA_ONLY"})
    void biasesAreStoredAsByTheirAuthors(Bias bias, @TempDir Path folder) throws IOException {
        try (BaseModel model = HuggingFaceModel.open(FIXTURES.resolve("models/gpt2-tiny"))) {
            AdapterMethod method = AdapterMethod.of(config(b -> b.bias(bias)), model);
            Map<String, Tensor> values = Runs.moved(method.initialValues(model, 2));
            method.save(folder, new BaseReference("gpt2-tiny", Task.CAUSAL_LM), values);
            Set<String> names = SafetensorsFile.open(folder.resolve(AdapterFiles.WEIGHTS)).names().stream()
                    .filter(name -> name.contains(".h.0.") && !name.contains("adapter_"))
                    .map(name -> name.substring("base_model.model.transformer.h.0.".length()))
                    .collect(Collectors.toSet());
            boolean all = bias == Bias.ALL;
            assertEquals(
                    all
                            ? Set.of(
                                    "ln_1.bias",
                                    "attn.c_attn.bias",
                                    "attn.c_proj.bias",
                                    "ln_2.bias",
                                    "mlp.c_fc.bias",
                                    "mlp.c_proj.bias")
                            : Set.of("attn.c_proj.bias", "mlp.c_proj.bias"),
                    names);
            assertEquals(
                    all ? "all" : "adapter_only",
                    AdapterFiles.readJson(folder).get("bias").asText());
            AdapterConfig read = AdapterFiles.readConfig(folder);
            assertEquals(bias, read.bias());
            Map<String, Tensor> again = AdapterMethod.of(read, model).load(folder);
            assertEquals(values.keySet(), again.keySet());
            values.forEach(
                    (name, value) -> assertEquals(value.data(), again.get(name).data(), name));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "models/vit-tiny, projection, convolution",
        "models/llama-tiny, embed_tokens, embedding",
        "models/llama-tiny, q_prj, q_proj"
    })
    void whatCantHaveAnAdapterLayerIsRefused(String path, String target, String word) {
        ModelGraph model = HuggingFaceModel.graph(FIXTURES.resolve(path).resolve("config.json"));
        AdapterConfig config = config(b -> b.targetModules(TargetSpec.list(List.of(target))));
        String message = assertThrows(RequestException.class, () -> AdapterMethod.of(config, model))
                .getMessage();
        assertTrue(message.contains(target) && message.contains(word), message);
    }

    @Test
    void brokenSettingsAreRefusedByName() {
        ModelGraph model = HuggingFaceModel.graph(FIXTURES.resolve("models/llama-tiny/config.json"));
        assertRefused(model, config(b -> b.bottleneckSize(0)), "bottleneck_size");
        assertRefused(model, config(b -> b.nonLinearity("sine")), "non_linearity");
    }

    private static void assertRefused(ModelGraph model, AdapterConfig config, String field) {
        String message = assertThrows(RequestException.class, () -> AdapterMethod.of(config, model))
                .getMessage();
        assertTrue(message.startsWith(field), message);
    }

    private static AdapterConfig config(UnaryOperator<AdapterConfigBuilder> change) {
        return change.apply(AdapterConfigBuilder.builder().method(AdapterConfig.Method.BOTTLENECK))
                .build();
    }
}
