package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.onnx.CraftedModel.floats;
import static org.rankscope.onnx.CraftedModel.longs;
import static org.rankscope.onnx.CraftedModel.randomFloats;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFinderTest {
    @TempDir
    Path folder;

    @Test
    void singleNumbersAndSettingsAreNoWeightsWhateverTheyAreCalled() throws IOException {
        Path file = folder.resolve("image.onnx");
        SmallModels.image(18, 128)
                .initializer(floats("net.act.weight", List.of(1L), 0.25f))
                .initializer(floats("net.up.scales", List.of(4L), 1, 1, 2, 2))
                .initializer(randomFloats("net.scale.weight", 2L, 1L, 1L))
                .initializer(longs("flat", List.of(2L), 0, -1))
                .node("scale", "Mul", List.of("pixel_values", "net.scale.weight"), List.of("scaled"))
                .node("act", "PRelu", List.of("scaled", "net.act.weight"), List.of("acted"))
                .node("up", "Resize", List.of("acted", "", "net.up.scales"), List.of("larger"))
                .node("flatten", "Reshape", List.of("larger", "flat"), List.of("logits"))
                .write(file);
        try (ImportedModel model = ImportedModel.open(file)) {
            assertTrue(
                    model.parameters().containsKey("net.scale.weight")
                            || model.parameters().containsKey("scale.weight"),
                    () -> model.parameters().toString());
            assertFalse(model.parameters().keySet().stream()
                    .anyMatch(name -> name.endsWith("act.weight") || name.endsWith("scales")));
        }
    }
}
