package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.model.WeightLayout;

class ResidualLoraTest {
    private static final int IN = 6;
    private static final int OUT = 5;
    private static final int RANK = 2;
    private static final double ALPHA = 3;
    private static final double DROPOUT = 0.5;

    /**
     * (W + scaling · B₀'·A₀)·x + b + scaling · B·A·x̃, where B₀' is -B₀: what was taken out is out of the base weight in PEFT, which
     * sees no dropout. Where rows are many, and where they are few, which are computed otherwise.
     */
    @ParameterizedTest
    @EnumSource(WeightLayout.class)
    void dropoutIsOfTheTrainedHalfAlone(WeightLayout layout) {
        for (int rows : new int[] {4, 40}) {
            assertDropout(layout, rows);
        }
    }

    private void assertDropout(WeightLayout layout, int rows) {
        DroppedLayer layer = new DroppedLayer(
                AdapterConfigBuilder.builder().r(RANK).loraAlpha(ALPHA).initLoraWeights(InitialFactors.PISSA),
                layout,
                rows,
                IN,
                OUT,
                DROPOUT);

        for (int row = 0; row < rows; row++) {
            for (int out = 0; out < OUT; out++) {
                double sum = layer.at("bias", out);
                for (int in = 0; in < IN; in++) {
                    double w = layer.weight(out, in);
                    double number = layer.x(row, in);
                    double kept = layer.kept(row, in);
                    sum += (w + delta(layer, out, in, "start")) * number + delta(layer, out, in, "weight") * kept;
                }
                assertEquals(sum, layer.found[row * OUT + out], 1e-5, "row " + row + ", feature " + out);
            }
        }
    }

    private static double delta(DroppedLayer layer, int out, int in, String half) {
        double delta = 0;
        for (int k = 0; k < RANK; k++) {
            delta +=
                    ALPHA / RANK * layer.at("lora_B." + half, out * RANK + k) * layer.at("lora_A." + half, k * IN + in);
        }
        return delta;
    }
}
