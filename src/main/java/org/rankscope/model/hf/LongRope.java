package org.rankscope.model.hf;

import java.util.Arrays;

/**
 * LongRoPE: each wave is stretched by a factor of its own, which was searched for; there is one list of factors for texts
 * within the original length and one for longer ones (Ding et al. 2024, arXiv 2402.13753, section 3; the {@code longrope}
 * rope type of the transformers library).
 */
record LongRope(double[] shortFactor, double[] longFactor, int originalPositions, double attentionFactor)
        implements RopeScaling {
    static LongRope read(ConfigFields rope, int turned, int maxPositions, int originalPositions) {
        double factor = rope.positiveNumber("factor", (double) maxPositions / originalPositions);
        double attention = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(originalPositions));
        return new LongRope(
                rope.positiveNumbers("short_factor", RopeParameters.pairs(turned)),
                rope.positiveNumbers("long_factor", RopeParameters.pairs(turned)),
                originalPositions,
                rope.positiveNumber("attention_factor", attention));
    }

    @Override
    public double[] scaled(double[] plain, double theta, long seq) {
        double[] factors = seq > originalPositions ? longFactor : shortFactor;
        double[] scaled = new double[plain.length];
        for (int i = 0; i < plain.length; i++) {
            scaled[i] = plain[i] / factors[i];
        }
        return scaled;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LongRope that
                && Arrays.equals(shortFactor, that.shortFactor)
                && Arrays.equals(longFactor, that.longFactor)
                && originalPositions == that.originalPositions
                && attentionFactor == that.attentionFactor;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shortFactor) + 31 * Arrays.hashCode(longFactor);
    }
}
