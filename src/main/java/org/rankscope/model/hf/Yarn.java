package org.rankscope.model.hf;

/**
 * YaRN: waves that turn more than {@code betaFast} times in the original length stay, those that turn less than {@code
 * betaSlow} times are stretched by the factor, with a ramp over the features between (Peng et al. 2023, arXiv 2309.00071,
 * section 3.2; the {@code yarn} rope type of the transformers library, which rounds the ends of the ramp to whole features).
 */
record Yarn(
        double factor,
        double betaFast,
        double betaSlow,
        int originalPositions,
        boolean truncated,
        double attentionFactor)
        implements RopeScaling {
    private static final double BETA_FAST = 32;
    private static final double BETA_SLOW = 1;

    static Yarn read(ConfigFields rope, int maxPositions, int originalPositions) {
        double factor = RopeParameters.factor(rope, (double) maxPositions / originalPositions);
        double scale = rope.positiveNumberOrNone("mscale", 0);
        double scaleAllDim = rope.positiveNumberOrNone("mscale_all_dim", 0);
        double attention = scale > 0 && scaleAllDim > 0
                ? temperature(factor, scale) / temperature(factor, scaleAllDim)
                : temperature(factor, 1);
        return new Yarn(
                factor,
                rope.positiveNumber("beta_fast", BETA_FAST),
                rope.positiveNumber("beta_slow", BETA_SLOW),
                originalPositions,
                rope.flag("truncate", true),
                rope.positiveNumber("attention_factor", attention));
    }

    /** 0.1 ln(factor) + 1: the paper's equation 22. */
    private static double temperature(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    @Override
    public double[] scaled(double[] plain, double theta, long seq) {
        int turned = 2 * plain.length;
        double low = featureThatTurns(betaFast, turned, theta);
        double high = featureThatTurns(betaSlow, turned, theta);
        double from = Math.max(truncated ? Math.floor(low) : low, 0);
        double to = Math.min(truncated ? Math.ceil(high) : high, turned - 1.0);
        double width = from == to ? 0.001 : to - from;
        double[] scaled = new double[plain.length];
        for (int i = 0; i < plain.length; i++) {
            double stretched = Math.max(0, Math.min(1, (i - from) / width));
            scaled[i] = stretched * plain[i] / factor + (1 - stretched) * plain[i];
        }
        return scaled;
    }

    /** The place, not rounded, of the frequency that turns so often in the original length. */
    private double featureThatTurns(double times, int turned, double theta) {
        return turned * Math.log(originalPositions / (times * 2 * Math.PI)) / (2 * Math.log(theta));
    }
}
