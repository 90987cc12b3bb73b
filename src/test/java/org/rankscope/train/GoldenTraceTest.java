package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.safetensors.SafetensorsFile;

/** Training runs against those of torch and PEFT on the same batches, in float64 where there is one. */
class GoldenTraceTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int STEPS = 20;

    @TempDir
    Path folder;

    /** Where the runs take place. */
    String device() {
        return "cpu";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tiny/lora",
                "llama-tiny/lora_all_linear",
                "llama-tiny/lora_rslora",
                "llama-tiny/lora_pattern",
                "llama-tiny/lora_one_layer",
                "llama-tiny/lora_save_head",
                "llama-tiny/lora_regex",
                "llama-tiny/lora_clip_cosine",
                "llama-tiny/lora_accum4",
                "llama-tiny/lora_accum4_tokens",
                "llama-tiny/adalora",
                "llama-tiny/lora_dora",
                "llama-tiny/lora_embed",
                "llama-tiny/ia3",
                "llama-tiny/prompt_tuning",
                "llama-tiny/prefix_tuning",
                "llama-tiny/full",
                "llama-tiny-bias/lora_bias_all",
                "llama-tiny-bias/lora_bias_lora_only",
                "llama-tiny-bias/lora_bias_all_plus",
                "llama-tiny-bias/bitfit",
                "qwen2-tiny/lora",
                "qwen2-tiny/lora_all_linear",
                "qwen2-tiny/lora_dora",
                "qwen2-tiny/bitfit",
                "qwen2-tiny/full",
                "gpt2-tiny/lora",
                "gpt2-tiny/lora_all_linear",
                "gpt2-tiny/lora_dora",
                "gpt2-tiny/lora_save_norms",
                "gpt2-tiny/ia3",
                "gpt2-tiny/bitfit",
                "gpt2-tiny/full"
            })
    void reproducesTheReferenceRun(String run) throws IOException {
        assertReproduces(run, FIXTURES.resolve("models").resolve(Path.of(run).getParent()), Task.CAUSAL_LM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vit-tiny/lora", "vit-tiny/lora_all_linear", "vit-tiny/lora_no_head", "vit-tiny/full"})
    void reproducesTheReferenceRunOnImages(String run) throws IOException {
        assertReproduces(run, FIXTURES.resolve("models").resolve(Path.of(run).getParent()), Task.IMAGE_CLASSIFICATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-tiny-cls/lora",
                "bert-tiny-cls/lora_all_linear",
                "bert-tiny-cls/lora_no_head",
                "bert-tiny-cls/ia3",
                "bert-tiny-cls/bitfit",
                "bert-tiny-cls/full",
                "bert-tiny-tok/lora",
                "bert-tiny-tok/lora_no_head",
                "bert-tiny-tok/full"
            })
    void reproducesTheReferenceRunOnAnEncoder(String run) throws IOException {
        Task task = run.startsWith("bert-tiny-tok") ? Task.TOKEN_CLASSIFICATION : Task.SEQUENCE_CLASSIFICATION;
        assertReproduces(run, FIXTURES.resolve("models").resolve(Path.of(run).getParent()), task);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5-tiny/prompt_tuning", "t5-tiny/prefix_tuning"})
    void reproducesTheReferenceRunOnAnEncoderAndADecoder(String run) throws IOException {
        assertReproduces(run, FIXTURES.resolve("models").resolve(Path.of(run).getParent()), Task.SEQ2SEQ_LM);
    }

    @ParameterizedTest
    @CsvSource({
        "llama-tiny.torchscript-sdpa-opset17.onnx, llama-tiny/lora, CAUSAL_LM",
        "llama-tiny.torchscript-sdpa-opset17.onnx, llama-tiny/prompt_tuning, CAUSAL_LM",
        "llama-tiny.dynamo-sdpa-opset23.onnx, llama-tiny/prompt_tuning, CAUSAL_LM",
        "llama-tiny.dynamo-sdpa-opset23.onnx, llama-tiny/lora_all_linear, CAUSAL_LM",
        "llama-tiny.dynamo-sdpa-opset23.onnx, llama-tiny/lora_save_head, CAUSAL_LM",
        "llama-tiny.dynamo-sdpa-opset23.onnx, llama-tiny/lora_embed, CAUSAL_LM",
        "llama-tiny.torchscript-sdpa-opset17.onnx, llama-tiny/lora_dora, CAUSAL_LM",
        "gpt2-tiny.dynamo-sdpa-opset18.onnx, gpt2-tiny/lora_dora, CAUSAL_LM",
        "gpt2-tiny.dynamo-sdpa-opset18.onnx, gpt2-tiny/ia3, CAUSAL_LM",
        "bert-tiny-cls.torchscript-sdpa-opset17.onnx, bert-tiny-cls/ia3, SEQUENCE_CLASSIFICATION",
        "gpt2-tiny.dynamo-sdpa-opset18.onnx, gpt2-tiny/lora_all_linear, CAUSAL_LM",
        "gpt2-tiny.dynamo-sdpa-opset18.onnx, gpt2-tiny/lora, CAUSAL_LM",
        "bert-tiny-cls.torchscript-sdpa-opset17.onnx, bert-tiny-cls/lora, SEQUENCE_CLASSIFICATION",
        "bert-tiny-cls.torchscript-sdpa-opset17.onnx, bert-tiny-cls/lora_all_linear, SEQUENCE_CLASSIFICATION",
        "vit-tiny.dynamo-sdpa-opset18.onnx, vit-tiny/lora_all_linear, IMAGE_CLASSIFICATION",
        "vit-tiny.dynamo-sdpa-opset18.onnx, vit-tiny/lora, IMAGE_CLASSIFICATION"
    })
    void reproducesTheReferenceRunOnAnExportedModel(String file, String run, Task task) throws IOException {
        assertReproduces(run, FIXTURES.resolve("onnx").resolve(file), task);
    }

    @ParameterizedTest
    @CsvSource({
        "models/llama-tiny, llama-tiny/lora_all_linear, CAUSAL_LM",
        "models/llama-tiny, llama-tiny/prompt_tuning, CAUSAL_LM",
        "models/llama-tiny, llama-tiny/prefix_tuning, CAUSAL_LM",
        "models/t5-tiny, t5-tiny/prompt_tuning, SEQ2SEQ_LM",
        "models/t5-tiny, t5-tiny/prefix_tuning, SEQ2SEQ_LM",
        "onnx/bert-tiny-cls.torchscript-sdpa-opset17.onnx, bert-tiny-cls/lora_all_linear, SEQUENCE_CLASSIFICATION",
        "onnx/vit-tiny.dynamo-sdpa-opset18.onnx, vit-tiny/lora_all_linear, IMAGE_CLASSIFICATION"
    })
    void reproducesTheReferenceRunWhereActivationsAreComputedAgain(String model, String run, Task task)
            throws IOException {
        assertReproduces(run, FIXTURES.resolve(model), task, true);
    }

    private void assertReproduces(String run, Path model, Task task) throws IOException {
        assertReproduces(run, model, task, false);
    }

    private void assertReproduces(String run, Path model, Task task, boolean recompute) throws IOException {
        Path golden = FIXTURES.resolve("golden").resolve(run);
        JsonNode trace = StrictJson.readTree(golden.resolve("trace.json"));
        Trainer trainer = new Trainer(
                (name, head) -> name.endsWith(".onnx")
                        ? ImportedModel.open(Path.of(name))
                        : HuggingFaceModel.open(Path.of(name), HeadSpec.of(task)),
                new Datasets(name -> Path.of(name)));
        List<Double> losses = new ArrayList<>();
        List<Double> norms = new ArrayList<>();
        TrialListener listener = new TrialListener() {
            @Override
            public void started(int doneSteps, int totalSteps, long trainableParameters) {
                assertEquals(trace.get("trainable_parameters").asLong(), trainableParameters);
            }

            @Override
            public void metric(MetricLine line) {
                losses.add(line.loss());
                norms.add(line.gradNorm());
            }
        };

        trainer.train(spec(run, model, task, golden, trace, recompute), folder, listener, () -> false);

        assertEquals(STEPS, losses.size());
        String reference = trace.has("loss_f64") ? "f64" : "f32";
        for (int step = 0; step < STEPS; step++) {
            assertEquals(
                    trace.get("loss_" + reference).get(step).asDouble(),
                    losses.get(step),
                    2e-5,
                    "loss of step " + (step + 1));
            double norm = trace.get("grad_norm_" + reference).get(step).asDouble();
            assertEquals(norm, norms.get(step), 1e-4 * norm, "gradient norm of step " + (step + 1));
        }
        assertGradients(golden);
        assertFinalValues(golden, trace);
    }

    private TrialSpec spec(String run, Path model, Task task, Path golden, JsonNode trace, boolean recompute) {
        boolean hasAdapter = Files.exists(golden.resolve("adapter_init"));
        AdapterConfig.Method method = run.endsWith("full") ? AdapterConfig.Method.FULL : AdapterConfig.Method.BITFIT;
        boolean accumulates = !trace.path("accumulation").isNull()
                && !trace.path("accumulation").isMissingNode();
        DataSpec data = new DataSpec(
                null,
                null,
                null,
                null,
                golden.resolveSibling(accumulates ? "batches_accum4.safetensors" : "batches.safetensors")
                        .toString(),
                null,
                null);
        return new TrialSpec(
                model.toString(),
                task,
                data,
                hasAdapter
                        ? null
                        : AdapterConfigBuilder.builder().method(method).build(),
                hasAdapter ? golden.resolve("adapter_init").toString() : null,
                new TrialSpec.OptimizerSpec(
                        null,
                        1e-3,
                        null,
                        null,
                        0.01,
                        trace.path("clip_grad_norm").isNumber()
                                ? trace.get("clip_grad_norm").asDouble()
                                : null,
                        accumulates ? 4 : 1,
                        run.endsWith("tokens")
                                ? TrialSpec.AccumulationRule.TOKEN_MEAN
                                : TrialSpec.AccumulationRule.MEAN_OF_MEANS,
                        trace.has("loraplus_lr_ratio")
                                ? trace.get("loraplus_lr_ratio").asDouble()
                                : null),
                run.endsWith("cosine") ? new TrialSpec.ScheduleSpec(TrialSpec.ScheduleSpec.Kind.COSINE, 4) : null,
                accumulates ? 2 : 4,
                24,
                STEPS,
                STEPS,
                0L,
                device(),
                null,
                recompute,
                1);
    }

    private void assertGradients(Path golden) {
        Path file = golden.resolve("grads_step1_f64.safetensors");
        SafetensorsFile expected =
                SafetensorsFile.open(Files.exists(file) ? file : golden.resolve("grads_step1_f32.safetensors"));
        SafetensorsFile found = SafetensorsFile.open(folder.resolve("gradients.safetensors"));
        assertEquals(expected.names(), found.names());
        double difference = 0;
        double norm = 0;
        for (String name : expected.names()) {
            double[] want = doubles(expected.tensor(name));
            float[] got = found.tensor(name).floats();
            assertEquals(want.length, got.length, name);
            for (int i = 0; i < want.length; i++) {
                difference += (want[i] - got[i]) * (want[i] - got[i]);
                norm += want[i] * want[i];
            }
        }
        assertTrue(
                Math.sqrt(difference / norm) < 1e-5,
                "relative difference of the gradients: " + Math.sqrt(difference / norm));
    }

    private void assertFinalValues(Path golden, JsonNode trace) {
        Path reference = Stream.of("final_f64.safetensors", "final_f32.safetensors")
                .map(golden::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
        if (reference == null) {
            return;
        }
        Set<String> incomparable = new HashSet<>();
        JsonNode listed = trace.path("final_tensors_that_differ_by_more_than_1e-5_between_f32_and_f64");
        listed.forEach(name -> incomparable.add(name.asText()));
        listed.fieldNames().forEachRemaining(incomparable::add);
        SafetensorsFile expected = SafetensorsFile.open(reference);
        Path adapter = folder.resolve("adapter/adapter_model.safetensors");
        SafetensorsFile found =
                SafetensorsFile.open(Files.exists(adapter) ? adapter : folder.resolve("adapter/model.safetensors"));
        assertEquals(expected.names(), found.names());
        for (String name : expected.names()) {
            double[] want = doubles(expected.tensor(name));
            float[] got = found.tensor(name).floats();
            for (int i = 0; i < want.length && !incomparable.contains(name); i++) {
                assertEquals(want[i], got[i], 1e-4, name + "[" + i + "]");
            }
        }
    }

    private static double[] doubles(Tensor tensor) {
        if (tensor.dtype() == DType.DOUBLE) {
            return tensor.doubles();
        }
        float[] floats = tensor.floats();
        double[] doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }
}
