package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.safetensors.SafetensorsFile;

/** Adapters that PEFT wrote: what they give, what their merged weights are, and that they are stored again as they were. */
class GoldenLayersTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int BATCH = 4;
    private static final int SEQUENCE = 24;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "llama-tiny/lora_dora, CAUSAL_LM",
        "gpt2-tiny/lora_dora, CAUSAL_LM",
        "gpt2-tiny/ia3, CAUSAL_LM",
        "bert-tiny-cls/ia3, SEQUENCE_CLASSIFICATION",
        "llama-tiny/lora_embed, CAUSAL_LM"
    })
    void logitsAndMergedWeightsArePefts(String run, Task task) {
        Path golden = FIXTURES.resolve("golden").resolve(run);
        try (BaseModel model = open(run, task)) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(golden.resolve("adapter_init")), model);
            Map<String, Tensor> values = method.load(golden.resolve("adapter_init"));

            Map<String, Tensor> merged = method.merged(model, values);
            SafetensorsFile expected = SafetensorsFile.open(golden.resolve("merged_init.safetensors"));
            assertEquals(expected.names(), merged.keySet());
            expected.names()
                    .forEach(name -> assertArrayEquals(
                            expected.tensor(name).floats(), merged.get(name).floats(), 1e-5f, name));

            float[] logits = Runs.logits(
                    method.inject(model.forward(BATCH, SEQUENCE), AdapterMethod.Mode.EVALUATION)
                            .graph(),
                    name -> values.containsKey(name) ? values.get(name) : model.weight(name),
                    inputs(model, golden));
            Tensor wanted = SafetensorsFile.open(golden.resolve("forward_f32.safetensors"))
                    .tensor("logits_init");
            assertLogits(wanted, logits, inputs(model, golden).get("attention_mask"));
        }
    }

    /** Of logits with three axes the reference kept the second row; what stands at padding is nobody's contract. */
    private static void assertLogits(Tensor wanted, float[] found, Tensor mask) {
        float[] expected = wanted.floats();
        if (wanted.shape().rank() == 2) {
            assertArrayEquals(expected, found, 1e-5f);
            return;
        }
        int classes = (int) wanted.shape().dim(-1);
        for (int token = 0; token < SEQUENCE; token++) {
            for (int k = 0; k < classes && mask.longs()[SEQUENCE + token] == 1; k++) {
                assertEquals(
                        expected[token * classes + k],
                        found[(SEQUENCE + token) * classes + k],
                        1e-5,
                        "token " + token + ", logit " + k);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tiny/lora",
                "llama-tiny/lora_save_head",
                "llama-tiny/lora_dora",
                "gpt2-tiny/lora_dora",
                "qwen2-tiny/lora_dora",
                "llama-tiny/ia3",
                "gpt2-tiny/ia3",
                "llama-tiny/lora_embed"
            })
    void whatPeftWroteIsStoredAgainBitByBit(String run) throws IOException {
        Path stored = FIXTURES.resolve("golden").resolve(run).resolve("adapter_init");
        try (BaseModel model = open(run, Task.CAUSAL_LM)) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(stored), model);
            method.save(
                    folder, new BaseReference(run.substring(0, run.indexOf('/')), Task.CAUSAL_LM), method.load(stored));
        }
        SafetensorsFile before = SafetensorsFile.open(stored.resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile after = SafetensorsFile.open(folder.resolve(AdapterFiles.WEIGHTS));
        assertEquals(before.names(), after.names());
        before.names()
                .forEach(name -> assertEquals(
                        before.tensor(name).data(), after.tensor(name).data(), name));
        JsonNode asked = StrictJson.readTree(stored.resolve(AdapterFiles.CONFIG));
        StrictJson.readTree(folder.resolve(AdapterFiles.CONFIG))
                .properties()
                .forEach(field -> assertEquals(asked.get(field.getKey()), field.getValue(), field.getKey()));
    }

    private static BaseModel open(String run, Task task) {
        return HuggingFaceModel.open(
                FIXTURES.resolve("models").resolve(Path.of(run).getParent()), HeadSpec.of(task));
    }

    private static Map<String, Tensor> inputs(BaseModel model, Path golden) {
        SafetensorsFile file = SafetensorsFile.open(golden.resolveSibling("forward_inputs.safetensors"));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Value input : model.inputs(BATCH, SEQUENCE)) {
            inputs.put(input.name(), file.tensor(input.name()));
        }
        return inputs;
    }
}
