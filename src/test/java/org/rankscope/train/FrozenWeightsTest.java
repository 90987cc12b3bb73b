package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.safetensors.SafetensorsFile;

/** Training moves what a method trains and nothing else, to the last bit. */
class FrozenWeightsTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int STEPS = 2;

    private static final TrialListener SILENT = new TrialListener() {
        @Override
        public void started(int doneSteps, int totalSteps, long trainableParameters) {}

        @Override
        public void metric(MetricLine line) {}
    };

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "LORA, default",
        "LORA, '.*(embed_tokens|lm_head)'",
        "DORA, '.*(embed_tokens|q_proj|down_proj)'",
        "IA3, default",
        "BOTTLENECK, default",
        "RSLORA, default",
        "ADALORA, default",
        "DYLORA, default",
        "QLORA, default",
        "PREFIX_TUNING, default",
        "PROMPT_TUNING, default"
    })
    void theModelIsWhatItWasToTheLastBit(AdapterConfig.Method method, String targets) throws IOException {
        Path model = FIXTURES.resolve("models/llama-tiny");
        byte[] file = Files.readAllBytes(model.resolve("model.safetensors"));
        Map<String, float[]> before = new LinkedHashMap<>();
        try (HuggingFaceModel opened = HuggingFaceModel.open(model, HeadSpec.of(Task.CAUSAL_LM))) {
            opened.parameters()
                    .keySet()
                    .forEach(name -> before.put(name, opened.weight(name).floats()));
            Trainer trainer = new Trainer((name, head) -> opened, new Datasets(name -> Path.of(name)));
            trainer.train(spec(model, method, targets), folder, SILENT, () -> false);
            before.forEach((name, numbers) ->
                    assertArrayEquals(numbers, opened.weight(name).floats(), 0, name));
        }
        assertArrayEquals(file, Files.readAllBytes(model.resolve("model.safetensors")));
        SafetensorsFile stored = SafetensorsFile.open(folder.resolve("adapter/adapter_model.safetensors"));
        assertFalse(stored.names().isEmpty());
        stored.names().forEach(name -> assertFalse(name.contains("base_layer"), name + " is the model's"));
        assertEquals(
                STEPS,
                MetricsJournal.read(folder).stream()
                        .filter(line -> !line.isEvaluation())
                        .count());
    }

    private static TrialSpec spec(Path model, AdapterConfig.Method method, String targets) {
        DataSpec data = new DataSpec(
                null,
                null,
                null,
                null,
                FIXTURES.resolve("golden/llama-tiny/batches.safetensors").toString(),
                null,
                null);
        return new TrialSpec(
                model.toString(),
                Task.CAUSAL_LM,
                data,
                AdapterConfigBuilder.builder()
                        .method(method)
                        .r(2)
                        .targetModules(TargetSpec.pattern(targets))
                        .build(),
                null,
                new TrialSpec.OptimizerSpec(
                        null, 1e-2, null, null, 0.01, null, 1, TrialSpec.AccumulationRule.TOKEN_MEAN),
                null,
                4,
                24,
                STEPS,
                STEPS,
                0L,
                "cpu",
                Precision.FP32,
                false,
                null);
    }
}
