package org.rankscope.model.bundled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;

/** Of a denoiser, which has weights that start from 0, and none from the transformers library. */
class RandomCheckpointTest {
    @TempDir
    private Path folder;

    private HuggingFaceModel model;

    @BeforeEach
    void write() throws IOException {
        ObjectNode config = StrictJson.mapper()
                .createObjectNode()
                .put("model_type", "rankscope-dit")
                .put("sample_size", 8)
                .put("patch_size", 4)
                .put("in_channels", 1)
                .put("hidden_size", 64)
                .put("num_hidden_layers", 1)
                .put("num_attention_heads", 2);
        RandomCheckpoint.Start start =
                new RandomCheckpoint.Start(0.1, List.of("mlp.fc2.weight"), 4, List.of("modulation.weight"));
        RandomCheckpoint.write(folder, config, Task.DENOISING, start, 1);
        model = HuggingFaceModel.open(folder, HeadSpec.of(Task.DENOISING));
    }

    @Test
    void theModelOpensWithNothingMissing() {
        assertTrue(model.freshModules().isEmpty(), model.freshModules().toString());
    }

    @Test
    void weightsStartAsAsked() {
        // 16,384 numbers: the deviation of a sample's deviation is 0.6 %
        assertEquals(0.1, deviation("transformer.blocks.0.mlp.fc1.weight"), 0.003);
        assertEquals(0.05, deviation("transformer.blocks.0.mlp.fc2.weight"), 0.0015);
        assertEquals(0, deviation("transformer.blocks.0.modulation.weight"));
        assertEquals(0, deviation("transformer.blocks.0.mlp.fc1.bias"));
    }

    private double deviation(String parameter) {
        double squares = 0;
        float[] values = model.weight(parameter).floats();
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
