package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.InitialFactors;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** LoRA whose factors begin with what the weights, or their rounding, hold. */
class FactorStartTest {
    private static final Path MODELS = Path.of("src/test/resources/fixtures/models");

    @TempDir
    Path folder;

    /** Six steps of PEFT 0.21 with torch 2.13, r 4, lora_alpha 6, AdamW at 1e-3: factors begun in float32, steps in float64. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama-tiny|PISSA|false|q_proj v_proj down_proj|6.346487522125244 6.475245952606201 6.594046592712402 6.35595178604126 6.361209392547607 6.623730659484863|1.2037315556628094 1.3335212958527527 1.1949311626532146 1.4068512225777254 1.4533654881986886 1.3102149112387738
            llama-tiny|OLORA|true|q_proj v_proj down_proj|6.346487522125244 6.477718830108643 6.586458206176758 6.352914333343506 6.370638847351074 6.6146039962768555|2.7611779295211294 2.67439712114966 2.8678249168258434 3.0655592804018146 3.4374140999892724 2.9427436455426936
            gpt2-tiny|PISSA|true|c_attn c_proj|6.490724563598633 6.528902053833008 6.717772960662842 6.337015151977539 6.55302095413208 6.502164363861084|1.5239873931018437 1.4221977240384054 1.672376075227103 1.376247872497629 1.4416665821945975 1.3674468386487848
            """)
    void followsTheReference(
            String model, InitialFactors start, boolean stabilised, String targets, String losses, String norms)
            throws IOException {
        AdapterConfig config = AdapterConfigBuilder.builder(config(start, targets))
                .useRslora(stabilised)
                .build();
        TinyRun run = TinyRun.of(MODELS.resolve(model), model, config, null, false, folder);
        String[] wantedLosses = losses.split(" ");
        String[] wantedNorms = norms.split(" ");
        for (int step = 0; step < TinyRun.STEPS; step++) {
            assertEquals(Double.parseDouble(wantedLosses[step]), run.losses().get(step), 2e-5, "step " + step);
            double norm = Double.parseDouble(wantedNorms[step]);
            assertEquals(norm, run.gradientNorms().get(step), 1e-4 * norm, "gradient norm of step " + step);
        }
    }

    /** What is stored is a plain LoRA of twice the rank that computes the same on the untouched base; so do merged weights. */
    @ParameterizedTest
    @CsvSource({"llama-tiny, PISSA, false", "gpt2-tiny, OLORA, false", "gpt2-tiny, PISSA, true"})
    void isStoredAsPlainLora(String name, InitialFactors start, boolean stabilised) throws IOException {
        AdapterConfig config = AdapterConfigBuilder.builder(
                        config(start, name.startsWith("llama") ? "q_proj down_proj" : "c_attn"))
                .useRslora(stabilised)
                .rankPattern(Map.of(name.startsWith("llama") ? "down_proj" : "h.1.attn.c_attn", 3))
                .build();
        Path path = MODELS.resolve(name);
        TinyRun.of(path, name, config, null, false, folder);
        AdapterConfig stored = AdapterFiles.readConfig(folder.resolve(Trainer.ADAPTER));
        assertEquals(2 * config.r(), stored.r());
        assertEquals(stabilised, stored.useRslora());
        try (BaseModel model = HuggingFaceModel.open(path)) {
            AdapterMethod trained = AdapterMethod.of(config, model);
            AdapterMethod read = AdapterMethod.of(stored, model);
            assertEquals(trained.storedShapes(), read.storedShapes());
            Map<String, Tensor> doubled = read.load(folder.resolve(Trainer.ADAPTER));
            Map<String, Tensor> values = new LinkedHashMap<>(trained.fixedValues(model, 0));
            for (String tensor : trained.trainable().keySet()) {
                values.put(
                        tensor,
                        firstHalf(doubled.get(tensor), trained.trainable().get(tensor)));
            }
            float[] expected = logits(model, trained, values);
            assertArrayEquals(expected, logits(model, read, doubled), 1e-5f);
            Map<String, Tensor> merged = trained.merged(model, values);
            float[] whole = run(
                    model.forward(2, 8),
                    weight -> merged.containsKey(weight) ? merged.get(weight) : model.weight(weight));
            assertArrayEquals(expected, whole, 1e-5f);
        }
    }

    /** ‖W - (q(W) + s·B·A)‖ is below ‖W - q(W)‖, and the loss begins nearer to that of the float base. */
    @ParameterizedTest
    @CsvSource({"llama-tiny, NF4, 12", "gpt2-tiny, INT4, 16"})
    void loftqBeginsNearerToTheFloatBase(String name, Precision precision, int alpha) throws IOException {
        Path path = MODELS.resolve(name);
        AdapterConfig plain = AdapterConfigBuilder.builder()
                .r(12)
                .loraAlpha((double) alpha)
                .targetModules(TargetSpec.words(List.of("all-linear")))
                .build();
        AdapterConfig loftq = AdapterConfigBuilder.builder(plain)
                .initLoraWeights(InitialFactors.LOFTQ)
                .build();
        try (BaseModel model = FrozenBase.of(HuggingFaceModel.open(path), loftq, precision)) {
            AdapterMethod method = AdapterMethod.of(loftq, model);
            Map<String, Tensor> start = method.initialValues(model, 0);
            Map<String, Tensor> merged = method.merged(model, start);
            for (String weight : merged.keySet()) {
                double before = distance(model.unquantized().weight(weight), model.weight(weight));
                double after = distance(model.unquantized().weight(weight), merged.get(weight));
                assertTrue(after < 0.9 * before, weight + ": " + before + " to " + after);
            }
            BaseModel whole = model.unquantized();
            float[] expected = run(whole.forward(2, 8), whole::weight);
            double started = distance(expected, logits(model, method, start));
            double rounded = distance(expected, run(model.forward(2, 8), model::weight));
            assertTrue(started < rounded, "distance of logits " + rounded + " to " + started);
        }
        double float32 = TinyRun.of(path, name, plain, null, false, folder.resolve("float"))
                .losses()
                .get(0);
        double rounded = TinyRun.of(path, name, plain, precision, false, folder.resolve("plain"))
                .losses()
                .get(0);
        double started = TinyRun.of(path, name, loftq, precision, false, folder.resolve("loftq"))
                .losses()
                .get(0);
        assertTrue(
                Math.abs(started - float32) < Math.abs(rounded - float32),
                "float32 " + float32 + ", rounded " + rounded + ", loftq " + started);
    }

    /** On a base in 4 bits, too, the model is at first what it is without the adapter. */
    @Test
    void pissaOnCodesBeginsWithTheModel() {
        AdapterConfig config = config(InitialFactors.PISSA, "q_proj up_proj");
        try (BaseModel model =
                FrozenBase.of(HuggingFaceModel.open(MODELS.resolve("llama-tiny")), config, Precision.NF4)) {
            AdapterMethod method = AdapterMethod.of(config, model);
            Map<String, Tensor> values = new LinkedHashMap<>(method.initialValues(model, 0));
            values.putAll(method.fixedValues(model, 0));
            assertArrayEquals(run(model.forward(2, 8), model::weight), logits(model, method, values), 1e-5f);
        }
    }

    private static AdapterConfig config(InitialFactors start, String targets) {
        return AdapterConfigBuilder.builder()
                .r(4)
                .loraAlpha(6.0)
                .targetModules(TargetSpec.list(List.of(targets.split(" "))))
                .initLoraWeights(start)
                .build();
    }

    private static Tensor firstHalf(Tensor doubled, Shape shape) {
        int rows = (int) shape.dim(0);
        int columns = (int) shape.dim(1);
        int stride = (int) doubled.shape().dim(1);
        float[] all = doubled.floats();
        float[] half = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(all, row * stride, half, row * columns, columns);
        }
        return Tensor.ofFloats(shape, half);
    }

    private static double distance(Tensor a, Tensor b) {
        return distance(a.floats(), b.floats());
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        for (int i = 0; i < a.length; i++) {
            squares += Math.pow(a[i] - b[i], 2);
        }
        return Math.sqrt(squares);
    }

    private static float[] logits(BaseModel model, AdapterMethod method, Map<String, Tensor> values) {
        Graph adapted = method.inject(model.forward(2, 8), AdapterMethod.Mode.EVALUATION)
                .graph();
        return run(adapted, name -> values.containsKey(name) ? values.get(name) : model.weight(name));
    }

    private static float[] run(Graph graph, Function<String, Tensor> weights) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        graph.inputs()
                .forEach(input -> inputs.put(
                        input.name(),
                        Tensor.ofLongs(
                                input.shape(),
                                LongStream.range(0, input.shape().elements())
                                        .map(i -> input.name().equals("input_ids") ? 7 * i + 3 : 1)
                                        .toArray())));
        try (Session session = Session.open(graph, weights, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor("logits").floats();
        }
    }
}
