package org.rankscope.model.hf;

import static org.rankscope.model.hf.PlainWeights.attend;
import static org.rankscope.model.hf.PlainWeights.dot;
import static org.rankscope.model.hf.PlainWeights.each;
import static org.rankscope.model.hf.PlainWeights.head;
import static org.rankscope.model.hf.PlainWeights.sum;

import java.util.function.DoubleUnaryOperator;

/**
 * T5, from its definition, a row at a time in loops.
 *
 * @param activation of the feed-forward layers
 */
record T5Reference(
        PlainWeights w,
        int encoderLayers,
        int decoderLayers,
        int heads,
        int buckets,
        int maxDistance,
        DoubleUnaryOperator activation,
        boolean tied) {
    private static final double EPSILON = 1e-6;

    double[][] logits(long[] ids, long[] mask, long[] decoderIds, long[] decoderMask) {
        double[][] x = embedded(ids);
        for (int layer = 0; layer < encoderLayers; layer++) {
            String path = "encoder.block." + layer + ".layer.";
            x = selfAttention("encoder", path + "0", x, mask, true);
            x = feedForward(path + "1", x);
        }
        double[][] encoded = w.rmsNorm("encoder.final_layer_norm", x, EPSILON);
        double[][] y = embedded(decoderIds);
        for (int layer = 0; layer < decoderLayers; layer++) {
            String path = "decoder.block." + layer + ".layer.";
            y = selfAttention("decoder", path + "0", y, decoderMask, false);
            y = crossAttention(path + "1", y, encoded, mask);
            y = feedForward(path + "2", y);
        }
        y = w.rmsNorm("decoder.final_layer_norm", y, EPSILON);
        return tied
                ? w.linear("shared", each(y, value -> value / Math.sqrt(encoded[0].length)))
                : w.linear("lm_head", y);
    }

    private double[][] embedded(long[] ids) {
        double[][] table = w.matrix("shared.weight");
        double[][] x = new double[ids.length][];
        for (int i = 0; i < ids.length; i++) {
            x[i] = table[(int) ids[i]];
        }
        return x;
    }

    private double[][] selfAttention(String stack, String path, double[][] x, long[] mask, boolean bothWays) {
        double[][] table = w.matrix(stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight");
        double[][] normed = w.rmsNorm(path + ".layer_norm", x, EPSILON);
        double[][] q = w.linear(path + ".SelfAttention.q", normed);
        double[][] k = w.linear(path + ".SelfAttention.k", normed);
        int dim = q[0].length / heads;
        double[][] mixed = attend(x.length, w.linear(path + ".SelfAttention.v", normed), heads, (h, i, j) -> {
            boolean hidden = mask[j] == 0 || !bothWays && j > i;
            return hidden
                    ? Double.NaN
                    : dot(head(q[i], h, dim), head(k[j], h, dim)) + table[bucket(j - i, bothWays)][h];
        });
        return sum(x, w.linear(path + ".SelfAttention.o", mixed));
    }

    private double[][] crossAttention(String path, double[][] x, double[][] encoded, long[] mask) {
        double[][] q = w.linear(path + ".EncDecAttention.q", w.rmsNorm(path + ".layer_norm", x, EPSILON));
        double[][] k = w.linear(path + ".EncDecAttention.k", encoded);
        int dim = q[0].length / heads;
        double[][] mixed = attend(
                x.length,
                w.linear(path + ".EncDecAttention.v", encoded),
                heads,
                (h, i, j) -> mask[j] == 0 ? Double.NaN : dot(head(q[i], h, dim), head(k[j], h, dim)));
        return sum(x, w.linear(path + ".EncDecAttention.o", mixed));
    }

    private double[][] feedForward(String path, double[][] x) {
        double[][] normed = w.rmsNorm(path + ".layer_norm", x, EPSILON);
        if (w.has(path + ".DenseReluDense.wi.weight")) {
            double[][] inner = each(w.linear(path + ".DenseReluDense.wi", normed), activation);
            return sum(x, w.linear(path + ".DenseReluDense.wo", inner));
        }
        double[][] gate = each(w.linear(path + ".DenseReluDense.wi_0", normed), activation);
        double[][] up = w.linear(path + ".DenseReluDense.wi_1", normed);
        for (int i = 0; i < up.length; i++) {
            for (int j = 0; j < up[i].length; j++) {
                up[i][j] *= gate[i][j];
            }
        }
        return sum(x, w.linear(path + ".DenseReluDense.wo", up));
    }

    /** As the T5 code has it: {@code relative} is key minus query. */
    private int bucket(int relative, boolean bothWays) {
        int count = buckets;
        int result = 0;
        int position = relative;
        if (bothWays) {
            count /= 2;
            result += position > 0 ? count : 0;
            position = Math.abs(position);
        } else {
            position = -Math.min(position, 0);
        }
        int exact = count / 2;
        if (position < exact) {
            return result + position;
        }
        int far = exact
                + (int) (Math.log((double) position / exact)
                        / Math.log((double) maxDistance / exact)
                        * (count - exact));
        return result + Math.min(far, count - 1);
    }
}
