package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RotaryFrequenciesTest {
    @Test
    void plainFrequenciesFallGeometrically() {
        double[] inverse =
                RotaryFrequencies.of(RopeParameters.plain(10_000, 8), 1).inverse();
        assertArrayEquals(new double[] {1, 0.1, 0.01, 0.001}, inverse, 1e-15);
    }

    @Test
    void linearScalingDividesThemAll() {
        RopeParameters rope = new RopeParameters(10_000, 8, new RopeScaling.Linear(4));
        assertArrayEquals(
                new double[] {0.25, 0.025, 0.0025, 0.00025},
                RotaryFrequencies.of(rope, 1).inverse(),
                1e-15);
    }

    /** Llama 3.1 8B: theta 500000, head size 128, factor 8, low 1, high 4, original length 8192. */
    @Test
    void llama3KeepsShortWavesAndStretchesLongOnes() {
        RopeParameters rope = new RopeParameters(500_000, 128, new RopeScaling.Llama3(8, 1, 4, 8192));
        double[] plain =
                RotaryFrequencies.of(RopeParameters.plain(500_000, 128), 1).inverse();
        double[] scaled = RotaryFrequencies.of(rope, 1).inverse();
        for (int i = 0; i < plain.length; i++) {
            double wavelength = 2 * Math.PI / plain[i];
            if (wavelength < 8192.0 / 4) {
                assertEquals(plain[i], scaled[i], 0, "wave " + i);
            } else if (wavelength > 8192.0) {
                assertEquals(plain[i] / 8, scaled[i], 0, "wave " + i);
            } else {
                double smooth = (8192 / wavelength - 1) / (4 - 1);
                assertEquals((1 - smooth) * plain[i] / 8 + smooth * plain[i], scaled[i], 1e-15, "wave " + i);
            }
        }
        assertEquals(29, firstDifference(plain, scaled));
    }

    private static int firstDifference(double[] a, double[] b) {
        int i = 0;
        while (a[i] == b[i]) {
            i++;
        }
        return i;
    }
}
