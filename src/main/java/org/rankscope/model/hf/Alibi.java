package org.rankscope.model.hf;

import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Attention with linear biases: each head adds slope · position of the key, which under a softmax is as good as minus the
 * distance (Press et al. 2021, arXiv 2108.12409, section 3).
 */
final class Alibi {
    private Alibi() {}

    /**
     * What is added to the scores, [1, heads, 1, keys].
     *
     * @param scale what slope · position is multiplied with
     * @param rounded whether slopes and products are rounded to bfloat16, as Falcon does
     */
    static Value of(Layers layers, int heads, double scale, boolean rounded) {
        double[] slopes = slopes(heads);
        int seq = Math.toIntExact(layers.keys());
        float[] added = new float[heads * seq];
        for (int head = 0; head < heads; head++) {
            for (int key = 0; key < seq; key++) {
                float product =
                        rounded ? toBfloat16(toBfloat16((float) slopes[head]) * key) : (float) slopes[head] * key;
                added[head * seq + key] = (float) (scale * product);
            }
        }
        return layers.ops().constant(Tensor.ofFloats(Shape.of(1, heads, 1, seq), added));
    }

    /**
     * Powers of 2^(-8 / n) for n heads where n is a power of two; else those of the next lower power of two, then every other
     * one of the next higher (the authors' {@code get_slopes}).
     */
    static double[] slopes(int heads) {
        int lower = Integer.highestOneBit(heads);
        double[] slopes = new double[heads];
        for (int head = 0; head < heads; head++) {
            slopes[head] = head < lower
                    ? Math.pow(2, -8.0 * (head + 1) / lower)
                    : Math.pow(2, -4.0 * (2 * (head - lower) + 1) / lower);
        }
        return slopes;
    }

    /** To the nearest of 8 significant bits, ties to even. */
    private static float toBfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
    }
}
