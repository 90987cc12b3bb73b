package org.rankscope.model.quantized;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.FourBitNumbers;
import org.rankscope.graph.Tensor;
import org.rankscope.model.LinearModule;

class NormalFloat4Test {
    private static final int OUT = 96;
    private static final int IN = 320;
    private static final LinearModule LAYER = new LinearModule("layer", IN, OUT, false, false);

    private final NormalFloat4 format = new NormalFloat4();

    @Test
    void eachNumberBecomesTheNearestOfSixteen() {
        float[] weight = normal(1);
        Tensor codes = format.pack(LAYER, weight).get(NormalFloat4.CODES);
        for (int i = 0; i < weight.length; i++) {
            double share = weight[i] / (double) largest(weight, i / NormalFloat4.BLOCK);
            int code = codes.data().get(i / 2) >> (i % 2 == 0 ? 4 : 0) & 0xf;
            double distance = Math.abs(FourBitNumbers.nf4(code) - share);
            for (int other = 0; other < FourBitNumbers.CODES; other++) {
                assertTrue(
                        distance <= Math.abs(FourBitNumbers.nf4(other) - share) + 1e-6,
                        "number " + i + ", share " + share + ", code " + code);
            }
        }
    }

    /** Section 3 of the paper: 8-bit magnitudes, less their mean, in blocks of 256. */
    @Test
    void magnitudesAreTheNearestThatEightBitsCanSay() {
        float[] weight = normal(2);
        Map<String, Tensor> parts = format.pack(LAYER, weight);
        float[] unpacked = format.unpack(LAYER, parts);
        int blocks = weight.length / NormalFloat4.BLOCK;
        double mean = 0;
        for (int block = 0; block < blocks; block++) {
            mean += largest(weight, block) / (double) blocks;
        }
        for (int begin = 0; begin < blocks; begin += 256) {
            int end = Math.min(blocks, begin + 256);
            double scale = 0;
            for (int block = begin; block < end; block++) {
                scale = Math.max(scale, Math.abs(largest(weight, block) - mean));
            }
            for (int block = begin; block < end; block++) {
                double wanted = Double.MAX_VALUE;
                for (float number : DynamicNumbers.all()) {
                    double candidate = mean + scale * number;
                    wanted = Math.abs(candidate - largest(weight, block)) < Math.abs(wanted - largest(weight, block))
                            ? candidate
                            : wanted;
                }
                double found = 0; // the number of largest magnitude has code 1 or -1
                for (int i = block * NormalFloat4.BLOCK; i < (block + 1) * NormalFloat4.BLOCK; i++) {
                    found = Math.max(found, Math.abs(unpacked[i]));
                }
                assertEquals(wanted, found, 1e-5 * scale, "block " + block);
            }
        }
    }

    @Test
    void whatIsRoundedOffIsSmall() {
        float[] weight = normal(3);
        float[] unpacked = format.unpack(LAYER, format.pack(LAYER, weight));
        double error = 0;
        double all = 0;
        for (int i = 0; i < weight.length; i++) {
            error += Math.pow(weight[i] - unpacked[i], 2);
            all += Math.pow(weight[i], 2);
        }
        // Sixteen numbers, spread evenly in probability over a normal distribution, leave 9 % at blocks of 64.
        assertEquals(0.09, Math.sqrt(error / all), 0.01);
    }

    @Test
    void zerosStayZeros() {
        float[] unpacked = format.unpack(LAYER, format.pack(LAYER, new float[OUT * IN]));
        for (float number : unpacked) {
            assertEquals(0, number);
        }
    }

    @Test
    void aWeightThatIsNoWholeNumberOfBlocksIsNotTaken() {
        assertTrue(format.holds(LAYER));
        assertTrue(!format.holds(new LinearModule("odd", 10, 5, false, false)));
    }

    /** bitsandbytes: {@code create_dynamic_map(signed=True)}. */
    @Test
    void dynamicNumbersAreThoseOfTheLibrary() {
        float[] numbers = DynamicNumbers.all();
        assertEquals(256, Arrays.stream(toDoubles(numbers)).distinct().count());
        assertEquals(-0.99296875f, numbers[0]);
        assertEquals(-0.97890625f, numbers[1]);
        assertEquals(-5.5e-7f, numbers[126], 1e-12);
        assertEquals(0, numbers[127]);
        assertEquals(5.5e-7f, numbers[128], 1e-12);
        assertEquals(0.99296875f, numbers[254]);
        assertEquals(1, numbers[255]);
        for (int code = 0; code < 256; code++) {
            assertEquals(code, DynamicNumbers.nearest(numbers[code]));
        }
    }

    private static double[] toDoubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }

    private static float largest(float[] weight, int block) {
        float largest = 0;
        for (int i = block * NormalFloat4.BLOCK; i < (block + 1) * NormalFloat4.BLOCK; i++) {
            largest = Math.max(largest, Math.abs(weight[i]));
        }
        return largest;
    }

    static float[] normal(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] weight = new float[OUT * IN];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (0.02 * random.nextGaussian());
        }
        return weight;
    }
}
