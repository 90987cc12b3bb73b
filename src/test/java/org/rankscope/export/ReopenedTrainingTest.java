package org.rankscope.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.InitialFactors;
import org.rankscope.peft.TargetSpec;
import org.rankscope.safetensors.SafetensorsWriter;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialSpec;
import org.rankscope.train.TrialSpecBuilder;

/** Training on models that came back as {@code .onnx}, against training on the model that they were made from. */
class ReopenedTrainingTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int STEPS = 10;
    private static final int BATCH = 3;
    private static final int LENGTH = 9;
    private static final double TOLERANCE = 2e-5;

    @TempDir
    Path folder;

    /**
     * Files of ONNX Runtime's quantisers, against the numbers that the definitions of their operators give: each form under a
     * method that only runs through the products and one that reads the weights, one form under all kinds of methods.
     */
    @ParameterizedTest
    @CsvSource({
        "q4-symmetric, LORA",
        "q4-symmetric, DORA",
        "q4-symmetric, ADALORA",
        "q4-symmetric, IA3",
        "q4-symmetric, BOTTLENECK",
        "q4-symmetric, PROMPT_TUNING",
        "q4-asymmetric, LORA",
        "q4-asymmetric, DORA",
        "q8, LORA",
        "q8, DORA",
        "nf4, LORA",
        "nf4, DORA",
        "fp4, LORA",
        "fp4, DORA"
    })
    void codesOfOthersAreTheNumbersThatTheyStandFor(String name, Method method) throws IOException {
        assertComputesWithItsNumbers(name, config(method, "all-linear").build());
    }

    /** Beside the codes of {@code name} lies a model whose weights are the numbers that they stand for. */
    private void assertComputesWithItsNumbers(String name, AdapterConfig adapter) throws IOException {
        assertSameTraces(
                () -> HuggingFaceModel.open(packed(name)),
                () -> ImportedModel.open(packed(name).resolve("model.onnx")),
                Task.CAUSAL_LM,
                adapter);
    }

    private static Path packed(String name) {
        return FIXTURES.resolve("packed").resolve(name);
    }

    /** The file is the base as it is, so that nothing is quantised twice. */
    @ParameterizedTest
    @ValueSource(strings = {"q4-asymmetric", "nf4"})
    void qloraOnAFileInFewBitsIsLoraOnIt(String name) throws IOException {
        Supplier<BaseModel> file = () -> ImportedModel.open(packed(name).resolve("model.onnx"));
        List<Double> lora =
                losses(file, Task.CAUSAL_LM, config(Method.LORA, "all-linear").build(), Precision.FP32);
        List<Double> qlora =
                losses(file, Task.CAUSAL_LM, config(Method.QLORA, "all-linear").build(), Precision.FP32);
        assertEquals(lora, qlora);
    }

    @ParameterizedTest
    @CsvSource({"q4-symmetric, LORA", "q4-asymmetric, DORA"})
    void aTableOfCodesTakesAnAdapter(String name, Method method) throws IOException {
        assertComputesWithItsNumbers(
                name, config(method, ".*(embed_tokens|q_proj)").build());
    }

    @ParameterizedTest
    @CsvSource({"q4-asymmetric, PISSA", "nf4, OLORA"})
    void factorsBeginWithTheNumbersThatTheCodesStandFor(String name, InitialFactors start) throws IOException {
        assertComputesWithItsNumbers(
                name, config(Method.LORA, "all-linear").initLoraWeights(start).build());
    }

    /** What is exported of a base in 4 bits is that base again. */
    @ParameterizedTest
    @CsvSource({
        "llama-tiny, NF4, LORA",
        "llama-tiny, NF4, DORA",
        "llama-tiny, INT4, LORA",
        "llama-tiny, INT4, ADALORA",
        "llama-tiny-bias, NF4, IA3",
        "llama-tiny-bias, INT4, BITFIT",
        "gpt2-tiny, NF4, LORA",
        "gpt2-tiny, INT4, BOTTLENECK"
    })
    void anExportedBaseInFourBitsIsThatBase(String name, Precision precision, Method method) throws IOException {
        AdapterConfig lora = config(Method.LORA, "all-linear").build();
        Path model = FIXTURES.resolve("models").resolve(name);
        Path onnx = exported(FrozenBase.of(HuggingFaceModel.open(model), lora, precision), Task.CAUSAL_LM, lora);
        AdapterConfig adapter = config(method, "all-linear").build();
        assertSameTraces(
                losses(() -> HuggingFaceModel.open(model), Task.CAUSAL_LM, adapter, precision),
                losses(() -> ImportedModel.open(onnx), Task.CAUSAL_LM, adapter, Precision.FP32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5", "t5v1.1"})
    void anExportedEncoderDecoderIsThatModel(String name) throws IOException {
        Path model = FIXTURES.resolve("library/5.18").resolve(name);
        AdapterConfig lora = config(Method.LORA, "all-linear").build();
        Supplier<BaseModel> base = () -> HuggingFaceModel.open(model, HeadSpec.of(Task.SEQ2SEQ_LM));
        Path onnx = exported(base.get(), Task.SEQ2SEQ_LM, lora);
        assertSameTraces(base, () -> ImportedModel.open(onnx), Task.SEQ2SEQ_LM, lora);
    }

    /** As PyTorch exports it: its decoder takes no mask. */
    @Test
    void anEncoderDecoderOfOthersIsThatModel() throws IOException {
        Path model = FIXTURES.resolve("library/5.18/t5");
        assertSameTraces(
                () -> HuggingFaceModel.open(model, HeadSpec.of(Task.SEQ2SEQ_LM)),
                () -> ImportedModel.open(model.resolve("model.onnx")),
                Task.SEQ2SEQ_LM,
                config(Method.DORA, "all-linear").build());
    }

    private static AdapterConfigBuilder config(Method method, String targets) {
        AdapterConfigBuilder config =
                AdapterConfigBuilder.builder().method(method).r(2).loraAlpha(4.0);
        boolean acts = method != Method.BOTTLENECK && method != Method.PROMPT_TUNING && method != Method.BITFIT;
        boolean words = targets.equals("all-linear");
        return acts && method != Method.IA3
                ? config.targetModules(words ? TargetSpec.words(List.of(targets)) : TargetSpec.pattern(targets))
                : config;
    }

    private Path exported(BaseModel model, Task task, AdapterConfig config) throws IOException {
        Path onnx = folder.resolve("exported.onnx");
        try (Adaptations.Opened opened = Adaptations.of(model, task, config)) {
            OnnxExport.write(opened.adapted(), onnx, Optional.empty(), Optional.of(32));
        }
        return onnx;
    }

    private void assertSameTraces(
            Supplier<BaseModel> original, Supplier<BaseModel> reopened, Task task, AdapterConfig adapter)
            throws IOException {
        assertSameTraces(
                losses(original, task, adapter, Precision.FP32), losses(reopened, task, adapter, Precision.FP32));
    }

    private static void assertSameTraces(List<Double> expected, List<Double> found) {
        assertEquals(STEPS, found.size());
        for (int step = 0; step < STEPS; step++) {
            assertEquals(expected.get(step), found.get(step), TOLERANCE, "loss of step " + (step + 1));
        }
        assertTrue(expected.get(STEPS - 1) < expected.get(0), expected.toString());
    }

    private List<Double> losses(Supplier<BaseModel> opener, Task task, AdapterConfig adapter, Precision precision)
            throws IOException {
        Path run = Files.createTempDirectory(folder, "run");
        Path batches = run.resolve("batches.safetensors");
        try (BaseModel model = opener.get()) {
            SafetensorsWriter.write(batches, batches(model), Map.of());
        }
        TrialSpec spec = TrialSpecBuilder.builder()
                .model("reopened")
                .task(task)
                .data(new DataSpec(null, null, null, null, batches.toString(), null, null))
                .adapter(adapter)
                .optimizer(new TrialSpec.OptimizerSpec(null, 1e-2, null, null, 0.0, null, null, null))
                .batchSize(BATCH)
                .sequenceLength(LENGTH)
                .steps(STEPS)
                .evalEvery(STEPS)
                .device("cpu")
                .precision(precision)
                .build();
        List<Double> losses = new ArrayList<>();
        new Trainer((name, head) -> opener.get(), new Datasets(Path::of))
                .train(spec, run, line -> losses.add(line.loss()), () -> false);
        return losses;
    }

    /** One batch for all steps; the end of the last row is padding, and nothing else, so that a decoder needs no mask. */
    private static Map<String, Tensor> batches(BaseModel model) {
        Map<String, Tensor> batches = new LinkedHashMap<>();
        List<Value> wanted = new ArrayList<>(model.inputs(BATCH, LENGTH));
        wanted.add(new Value("labels", DType.INT64, Shape.of(BATCH, LENGTH)));
        for (Value value : wanted) {
            SplittableRandom random = new SplittableRandom(value.name().hashCode());
            long[] numbers = new long[STEPS * BATCH * LENGTH];
            for (int i = 0; i < numbers.length; i++) {
                int place = i % (BATCH * LENGTH);
                boolean padding = place >= BATCH * LENGTH - 2;
                long number = value.name().endsWith("mask") ? 1 : random.nextInt(model.vocabSize());
                boolean masked = padding && value.name().equals("attention_mask");
                boolean silent = padding && value.name().equals("labels");
                numbers[i] = i >= BATCH * LENGTH ? numbers[place] : masked ? 0 : silent ? Task.IGNORE : number;
            }
            batches.put(value.name(), Tensor.ofLongs(Shape.of(STEPS, BATCH, LENGTH), numbers));
        }
        return batches;
    }
}
