package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Tensor;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;

/** Logits against those of the transformers library. */
class ViTForwardTest {
    private static final Path GOLDEN = Fixtures.ROOT.resolve("golden/vit-tiny");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "config.v4.json"})
    void logitsEqualTheReference(String config) throws IOException {
        Path source = Fixtures.ROOT.resolve("models/vit-tiny");
        Files.copy(source.resolve(config), folder.resolve("config.json"));
        Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Tensor pixels = SafetensorsFile.open(GOLDEN.resolve("forward_inputs.safetensors"))
                .tensor("pixel_values");
        double[] expected = SafetensorsFile.open(GOLDEN.resolve("forward_f64.safetensors"))
                .tensor("logits")
                .doubles();
        float[] logits;
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(Task.IMAGE_CLASSIFICATION));
                Session session = Session.open(model.forward(4, 2), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of("pixel_values", pixels))) {
            logits = results.tensor("logits").floats();
        }

        assertEquals(expected.length, logits.length);
        for (int i = 0; i < logits.length; i++) {
            assertEquals(expected[i], logits[i], 1e-4, "logit " + i);
        }
    }
}
