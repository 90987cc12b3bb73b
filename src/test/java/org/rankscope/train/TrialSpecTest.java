package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;

class TrialSpecTest {
    @Test
    void moreThanARunHoldsIsRefused(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("config.json");
        Files.writeString(config, """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 1536,
                 "intermediate_size": 4096, "num_hidden_layers": 22, "num_attention_heads": 16,
                 "vocab_size": 1000, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "hidden_act": "silu"}
                """);
        ModelGraph model = HuggingFaceModel.graph(config);
        assertDoesNotThrow(() -> check(Method.LORA, model));
        assertEquals(
                "adapter: it would train 625,995,264 numbers, and a run holds 536,870,848 at most (2 GiB);"
                        + " choose lora, or fewer modules.",
                assertThrows(RequestException.class, () -> check(Method.FULL, model))
                        .getMessage());
    }

    private static void check(Method method, ModelGraph model) {
        AdapterConfig adapter = AdapterConfigBuilder.builder().method(method).build();
        TrialSpecBuilder.builder()
                .model("model")
                .task(Task.CAUSAL_LM)
                .data(new DataSpec("data", null, null, null, null, null, null))
                .adapter(adapter)
                .batchSize(1)
                .sequenceLength(8)
                .steps(1)
                .build()
                .checkFits(AdapterMethod.of(adapter, model));
    }
}
