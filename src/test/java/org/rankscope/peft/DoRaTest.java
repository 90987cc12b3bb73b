package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;
import org.rankscope.model.hf.HuggingFaceModel;

class DoRaTest {
    private static final int IN = 6;
    private static final int OUT = 5;
    private static final int RANK = 2;
    private static final int ROWS = 4;
    private static final double ALPHA = 3;
    private static final double DROPOUT = 0.5;

    /** W·x + b + (s − 1) · W·x̃ + s · scaling · B·A·x̃ with s = m / ‖W + scaling · B·A‖ (PEFT 0.21, {@code DoraLinearLayer}). */
    @ParameterizedTest
    @EnumSource(WeightLayout.class)
    void dropoutIsOfTheWholeBranch(WeightLayout layout) {
        DroppedLayer layer = new DroppedLayer(
                AdapterConfigBuilder.builder().useDora(true).r(RANK).loraAlpha(ALPHA), layout, ROWS, IN, OUT, DROPOUT);

        for (int row = 0; row < ROWS; row++) {
            for (int out = 0; out < OUT; out++) {
                double plain = layer.at("bias", out);
                double dropped = 0;
                double update = 0;
                double norm = 0;
                for (int in = 0; in < IN; in++) {
                    double w = layer.weight(out, in);
                    double delta = 0;
                    for (int k = 0; k < RANK; k++) {
                        delta += ALPHA
                                / RANK
                                * layer.at("lora_B.weight", out * RANK + k)
                                * layer.at("lora_A.weight", k * IN + in);
                    }
                    double number = layer.x(row, in);
                    double kept = layer.kept(row, in);
                    plain += w * number;
                    dropped += w * kept;
                    update += delta * kept;
                    norm += (w + delta) * (w + delta);
                }
                double scale = layer.at("lora_magnitude_vector", out) / Math.sqrt(norm);
                assertEquals(
                        plain + (scale - 1) * dropped + scale * update,
                        layer.found[row * OUT + out],
                        1e-5,
                        "row " + row + ", feature " + out);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"LORA, false", "RSLORA, true"})
    void loraWithUseDoraIsDora(AdapterConfig.Method method, boolean stabilised) {
        AdapterConfig config =
                AdapterConfigBuilder.builder().method(method).useDora(true).build();
        assertEquals(AdapterConfig.Method.DORA, config.method());
        assertEquals(stabilised, config.useRslora());
    }

    @Test
    void aConvolutionInGroupsIsRefused() {
        LinearModule grouped = new LinearModule("conv", 6, 4, true, false, WeightLayout.OUT_IN, List.of(3L, 3L), 2);
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.DORA)
                .r(2)
                .targetModules(TargetSpec.list(List.of("conv")))
                .build();
        String message = assertThrows(
                        RequestException.class, () -> AdapterMethod.of(config, LinearModules.model(List.of(grouped))))
                .getMessage();
        assertTrue(message.contains("conv") && message.contains("2 groups"), message);
    }

    /** PEFT's are [1, out, 1, 1]. */
    @Test
    void magnitudesOfAConvolutionStandAlongItsChannels() {
        AdapterMethod method = AdapterMethod.of(
                AdapterConfigBuilder.builder()
                        .method(AdapterConfig.Method.DORA)
                        .r(2)
                        .targetModules(TargetSpec.list(List.of("projection")))
                        .build(),
                HuggingFaceModel.graph(Path.of("src/test/resources/fixtures/models/vit-tiny/config.json")));
        assertTrue(
                method.trainable().entrySet().stream()
                        .anyMatch(entry -> entry.getKey().endsWith("projection.lora_magnitude_vector")
                                && entry.getValue().equals(Shape.of(1, 64, 1, 1))),
                method.trainable().toString());
    }
}
