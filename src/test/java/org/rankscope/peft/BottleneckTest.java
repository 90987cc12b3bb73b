package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
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
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
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

        for (int row = 0; row < ROWS; row++) {
            double[] read = new double[OUT];
            for (int out = 0; out < OUT; out++) {
                read[out] = h[row * OUT + out];
            }
            double[] added = adapter(read, "layer", bend, values);
            for (int out = 0; out < OUT; out++) {
                assertEquals(read[out] + added[out], found[row * OUT + out], 1e-5, "row " + row + ", feature " + out);
            }
        }
    }

    /** h + W_up·f(W_down·z + b_down) + b_up for h, z being h + x or norm(h + x), by hand. */
    @ParameterizedTest
    @CsvSource({"true, encoder.layer.1.norm", "false, encoder.layer.1.norm", "true, norm"})
    void pfeifferReadsBehindTheResidual(boolean normIsLast, String norm) {
        String layer = "encoder.layer.1.output";
        AdapterMethod method = AdapterMethod.of(
                config(b -> b.bottleneckSize(INNER)
                        .placement(Placement.PFEIFFER)
                        .targetModules(TargetSpec.list(List.of("output")))),
                LinearModules.model(List.of(new LinearModule(layer, OUT, OUT, true, false))));
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(ROWS, OUT));
        Value h = g.gemm(
                x,
                g.parameter(layer + ".weight", Shape.of(OUT, OUT)),
                g.parameter(layer + ".bias", Shape.of(OUT)),
                false,
                true,
                1);
        Value sum = g.add(x, g.named(h, layer));
        Value normed = g.node(
                Op.LAYER_NORMALIZATION,
                List.of(sum, g.parameter(norm + ".weight", Shape.of(OUT)), g.parameter(norm + ".bias", Shape.of(OUT))),
                Map.of("epsilon", new Attribute.Float(1e-5f)),
                DType.FLOAT,
                sum.shape());
        Graph base = g.build(List.of(normIsLast ? normed : g.add(sum, normed)));
        SplittableRandom random = new SplittableRandom(9);
        Map<String, Tensor> values = new LinkedHashMap<>();
        base.parameters().forEach(value -> values.put(value.name(), Runs.uniform(value.shape(), random)));
        method.trainable().forEach((name, shape) -> values.put(name, Runs.uniform(shape, random)));
        Tensor input = Runs.uniform(x.shape(), random);

        float[] found = Runs.logits(
                method.inject(base, AdapterMethod.Mode.EVALUATION).graph(), values::get, Map.of("x", input));

        float[] weight = values.get(layer + ".weight").floats();
        float[] bias = values.get(layer + ".bias").floats();
        float[] scale = values.get(norm + ".weight").floats();
        float[] shift = values.get(norm + ".bias").floats();
        for (int row = 0; row < ROWS; row++) {
            double[] residual = new double[OUT];
            for (int out = 0; out < OUT; out++) {
                residual[out] = input.floats()[row * OUT + out] + bias[out];
                for (int in = 0; in < OUT; in++) {
                    residual[out] += weight[out * OUT + in] * input.floats()[row * OUT + in];
                }
            }
            boolean ownNorm = normIsLast && Blocks.of(norm).isPresent();
            double[] read = ownNorm ? normed(residual, scale, shift) : residual;
            double[] added = adapter(read, layer, NonLinearity.RELU, values);
            for (int out = 0; out < OUT; out++) {
                residual[out] += added[out];
            }
            double[] last = normed(residual, scale, shift);
            for (int out = 0; out < OUT; out++) {
                double expected = normIsLast ? last[out] : residual[out] + last[out];
                assertEquals(expected, found[row * OUT + out], 2e-5, "row " + row + ", feature " + out);
            }
        }
    }

    private static double[] normed(double[] x, float[] scale, float[] shift) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance = Arrays.stream(x)
                .map(number -> (number - mean) * (number - mean))
                .average()
                .orElseThrow();
        double[] normed = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            normed[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * scale[i] + shift[i];
        }
        return normed;
    }

    /** W_up·f(W_down·z + b_down) + b_up. */
    private static double[] adapter(double[] z, String layer, NonLinearity bend, Map<String, Tensor> values) {
        float[] down = values.get(layer + ".adapter_down.weight").floats();
        float[] downBias = values.get(layer + ".adapter_down.bias").floats();
        float[] up = values.get(layer + ".adapter_up.weight").floats();
        float[] upBias = values.get(layer + ".adapter_up.bias").floats();
        double[] added = new double[OUT];
        for (int out = 0; out < OUT; out++) {
            added[out] = upBias[out];
        }
        for (int k = 0; k < INNER; k++) {
            double inner = downBias[k];
            for (int in = 0; in < OUT; in++) {
                inner += down[k * OUT + in] * z[in];
            }
            for (int out = 0; out < OUT; out++) {
                added[out] += up[out * INNER + k] * bent(bend).applyAsDouble(inner);
            }
        }
        return added;
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

    /** Behind the norm of a block where that comes last, else behind the sum that runs through the model. */
    @ParameterizedTest
    @CsvSource({
        "models/llama-tiny, false",
        "models/gpt2-tiny, false",
        "models/vit-tiny, false",
        "models/bert-tiny-cls, true",
        "library/5.18/t5, false",
        "library/5.18/bloom-post, false",
        "library/5.18/falcon, false",
        "library/5.18/gpt_neox, false",
        "library/5.18/opt, false",
        "library/5.18/phi3, false",
        "library/5.18/gemma2, false",
        "library/5.18/distilbert-cls, true",
        "library/5.18/roberta-cls, true",
        "library/5.18/deberta-cls, true",
        "library/5.18/clip, false"
    })
    void pfeifferStandsBehindTheWholeBlock(String path, boolean normIsLast) {
        checkPlaces(HuggingFaceModel.graph(FIXTURES.resolve(path).resolve("config.json")), normIsLast);
    }

    /** Their products are of rows, and laid out again behind. */
    @ParameterizedTest
    @CsvSource({
        "bert-tiny-cls.torchscript-sdpa-opset17, true",
        "gpt2-tiny.dynamo-sdpa-opset18, false",
        "llama-tiny.torchscript-sdpa-opset17, false",
        "llama-tiny.dynamo-sdpa-opset23, false",
        "vit-tiny.dynamo-sdpa-opset18, false"
    })
    void pfeifferStandsThereInExportedModels(String file, boolean normIsLast) {
        try (ImportedModel model = ImportedModel.open(FIXTURES.resolve("onnx").resolve(file + ".onnx"))) {
            checkPlaces(model, normIsLast);
        }
    }

    private static void checkPlaces(ModelGraph model, boolean normIsLast) {
        AdapterConfig config = config(b -> b.bottleneckSize(6).placement(Placement.PFEIFFER));
        Graph graph = model.forward(2, 8);
        Readers readers = new Readers(graph);
        Bottleneck bottleneck = Bottleneck.of(config);
        Map<String, Node> nodes = new HashMap<>();
        graph.nodes().forEach(node -> nodes.put(node.name(), node));
        for (AdaptedModule target : TargetModules.match(config, model.adaptableModules())) {
            Node found = bottleneck.place(target, nodes.get(target.module().name()), readers);
            assertEquals(normIsLast, Readers.isNorm(found), found.name());
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

    /** The fork knows one place only, so that its files need not name it. */
    @ParameterizedTest
    @EnumSource(Placement.class)
    void filesSayWhatAdaptersRead(Placement placement, @TempDir Path folder) throws IOException {
        try (BaseModel model = HuggingFaceModel.open(FIXTURES.resolve("models/llama-tiny"))) {
            AdapterMethod method = AdapterMethod.of(config(b -> b.placement(placement)), model);
            method.save(folder, new BaseReference("llama-tiny", Task.CAUSAL_LM), method.initialValues(model, 2));
            assertEquals(placement, Placement.of(AdapterFiles.readConfig(folder)));
            assertEquals(
                    placement == Placement.PFEIFFER,
                    AdapterFiles.readJson(folder).has("placement"));
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
