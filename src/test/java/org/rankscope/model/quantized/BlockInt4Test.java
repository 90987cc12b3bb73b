package org.rankscope.model.quantized;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.rankscope.model.LinearModule;

class BlockInt4Test {
    private final BlockInt4 format = new BlockInt4();

    /** No integer from -8 to 7 is nearer; the number of largest magnitude is kept. Rows of 40 end within a block. */
    @Test
    void eachNumberBecomesTheNearestMultipleOfItsScale() {
        LinearModule layer = new LinearModule("layer", 40, 768, false, false);
        float[] weight = NormalFloat4Test.normal(4);
        float[] unpacked = format.unpack(layer, format.pack(layer, weight));
        for (int row = 0; row < 768; row++) {
            for (int begin = 0; begin < 40; begin += BlockInt4.BLOCK) {
                int from = row * 40 + begin;
                int end = row * 40 + Math.min(40, begin + BlockInt4.BLOCK);
                float largest = 0;
                for (int i = from; i < end; i++) {
                    largest = Math.abs(weight[i]) > Math.abs(largest) ? weight[i] : largest;
                }
                double scale = largest / -8.0;
                for (int i = from; i < end; i++) {
                    double nearest = Math.max(-8, Math.min(7, Math.rint(weight[i] / scale))) * scale;
                    assertEquals(
                            Math.abs(nearest - weight[i]),
                            Math.abs(unpacked[i] - weight[i]),
                            1e-5 * Math.abs(scale),
                            "number " + i);
                }
            }
        }
    }

    @Test
    void zerosStayZeros() {
        LinearModule layer = new LinearModule("layer", 5, 3, false, false);
        for (float number : format.unpack(layer, format.pack(layer, new float[15]))) {
            assertEquals(0, Math.abs(number));
        }
        assertTrue(format.holds(layer));
    }
}
