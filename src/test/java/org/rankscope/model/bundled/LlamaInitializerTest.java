package org.rankscope.model.bundled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Shape;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.safetensors.SafetensorsFile;

class LlamaInitializerTest {
    private static final LlamaShape SHAPE = new LlamaShape(64, 2, 4, 2, 96, 300, 128, true);

    @TempDir
    private Path folder;

    @Test
    void checkpointHasEveryParameterOfItsConfiguration() throws IOException {
        LlamaInitializer.write(folder, SHAPE, 1);
        ModelGraph config = HuggingFaceModel.graph(folder.resolve("config.json"), HeadSpec.of(Task.CAUSAL_LM));
        assertEquals(Shape.of(32, 64), config.parameters().get("model.layers.0.self_attn.k_proj.weight"));
        assertEquals(128, config.maxSequenceLength());
        assertFalse(config.parameters().containsKey("lm_head.weight"));
        SafetensorsFile file = SafetensorsFile.open(folder.resolve("model.safetensors"));
        assertEquals(config.parameters().keySet(), new LinkedHashSet<>(file.names()));
        config.parameters().forEach((name, shape) -> assertEquals(shape, file.shape(name), name));
    }

    @Test
    void weightsHaveTheirStandardDeviationsAndNormsAreOne() throws IOException {
        LlamaInitializer.write(folder, SHAPE, 2);
        SafetensorsFile file = SafetensorsFile.open(folder.resolve("model.safetensors"));
        // 4096 or more numbers: the deviation of a sample's deviation is 1.1 % or less
        assertEquals(0.02, deviation(file, "model.layers.1.self_attn.q_proj.weight"), 0.06 * 0.02);
        assertEquals(0.01, deviation(file, "model.layers.1.self_attn.o_proj.weight"), 0.06 * 0.01);
        assertEquals(0.01, deviation(file, "model.layers.0.mlp.down_proj.weight"), 0.06 * 0.01);
        for (float value : file.tensor("model.layers.0.input_layernorm.weight").floats()) {
            assertEquals(1f, value);
        }
    }

    @Test
    void sameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
        for (long[] run : new long[][] {{0, 5}, {1, 5}, {2, 6}}) {
            LlamaInitializer.write(folder.resolve("run" + run[0]), SHAPE, run[1]);
        }
        Path first = folder.resolve("run0").resolve("model.safetensors");
        assertEquals(-1, Files.mismatch(first, folder.resolve("run1").resolve("model.safetensors")));
        assertTrue(Files.mismatch(first, folder.resolve("run2").resolve("model.safetensors")) >= 0);
    }

    @Test
    void headsThatDoNotDivideAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new LlamaShape(64, 2, 5, 5, 96, 300, 128, true));
    }

    private static double deviation(SafetensorsFile file, String name) {
        double squares = 0;
        float[] values = file.tensor(name).floats();
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
