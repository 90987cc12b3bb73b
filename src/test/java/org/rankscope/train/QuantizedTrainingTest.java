package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.RandomCheckpoint;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.quantized.QuantizedModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.Bias;
import org.rankscope.peft.TargetSpec;
import org.rankscope.safetensors.SafetensorsFile;

/** Training on a base in 4 bits against training on a float base whose weights are the numbers that the codes stand for. */
class QuantizedTrainingTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "llama-tiny, NF4, LORA, false",
        "llama-tiny, NF4, QLORA, true",
        "llama-tiny, INT4, QLORA, false",
        "llama-tiny-bias, NF4, LORA, false",
        "llama-tiny-bias, NF4, BITFIT, false",
        "llama-tiny-bias, INT4, IA3, false",
        "llama-tiny, NF4, DORA, false",
        "llama-tiny, NF4, PREFIX_TUNING, false",
        "gpt2-tiny, NF4, LORA, false",
        "gpt2-tiny, INT4, LORA, true"
    })
    void isTrainingOnTheNumbersThatTheCodesStandFor(
            String name, Precision precision, AdapterConfig.Method method, boolean recompute) throws IOException {
        Path model = FIXTURES.resolve("models").resolve(name);
        Path dequantized = folder.resolve("dequantized");
        writeDequantized(model, precision, dequantized);
        AdapterConfig adapter = AdapterConfigBuilder.builder()
                .method(method)
                .r(4)
                .targetModules(TargetSpec.words(List.of("all-linear")))
                .bias(name.endsWith("bias") && method == AdapterConfig.Method.LORA ? Bias.ALL : Bias.NONE)
                .build();
        AdapterConfig plain = method == AdapterConfig.Method.QLORA
                ? AdapterConfigBuilder.builder(adapter)
                        .method(AdapterConfig.Method.LORA)
                        .build()
                : adapter;

        Precision stated = method == AdapterConfig.Method.QLORA && precision == Precision.NF4 ? null : precision;
        TinyRun expected = TinyRun.of(dequantized, name, plain, null, false, folder.resolve("float"));
        TinyRun found = TinyRun.of(model, name, adapter, stated, recompute, folder.resolve("codes"));

        for (int step = 0; step < TinyRun.STEPS; step++) {
            assertEquals(expected.losses().get(step), found.losses().get(step), 1e-5, "loss of step " + (step + 1));
        }
        assertGradients();
    }

    private static void writeDequantized(Path model, Precision precision, Path target) throws IOException {
        Files.createDirectories(target);
        Files.copy(model.resolve("config.json"), target.resolve("config.json"));
        try (BaseModel quantized = new QuantizedModel(HuggingFaceModel.open(model), precision, name -> false)) {
            Map<String, Tensor> weights = new HashMap<>();
            quantized.parameters().keySet().forEach(name -> weights.put(name, quantized.weight(name)));
            RandomCheckpoint.writeWeights(target, Task.CAUSAL_LM, weights);
        }
    }

    private void assertGradients() {
        SafetensorsFile expected = SafetensorsFile.open(folder.resolve("float/gradients.safetensors"));
        SafetensorsFile found = SafetensorsFile.open(folder.resolve("codes/gradients.safetensors"));
        assertEquals(expected.names(), found.names());
        double difference = 0;
        double norm = 0;
        for (String name : expected.names()) {
            float[] want = expected.tensor(name).floats();
            float[] got = found.tensor(name).floats();
            for (int i = 0; i < want.length; i++) {
                difference += Math.pow(want[i] - got[i], 2);
                norm += Math.pow(want[i], 2);
            }
        }
        assertTrue(Math.sqrt(difference / norm) < 1e-5, "relative difference " + Math.sqrt(difference / norm));
    }
}
