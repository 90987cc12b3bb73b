package org.rankscope.model.hf;

/**
 * Angles per position of a rotary embedding: {@code inverse[i] = theta^(-2i / headDim)}, i below headDim / 2 (Su et
 * al., RoFormer, section 3.2.2), then scaled as the model's {@link RopeParameters} say. Pairs are (i, i + headDim / 2),
 * as in Hugging Face's weights.
 */
public final class RotaryFrequencies {
    private final double[] inverse;

    private RotaryFrequencies(double[] inverse) {
        this.inverse = inverse;
    }

    public static RotaryFrequencies of(RopeParameters rope, int headDim) {
        double[] inverse = new double[headDim / 2];
        for (int i = 0; i < inverse.length; i++) {
            double frequency = Math.pow(rope.theta(), -2.0 * i / headDim);
            inverse[i] = switch (rope.type()) {
                case DEFAULT -> frequency;
                case LINEAR -> frequency / rope.factor();
                case LLAMA3 -> llama3(frequency, rope);
            };
        }
        return new RotaryFrequencies(inverse);
    }

    /** Radians per position, [headDim / 2]. */
    public double[] inverse() {
        return inverse.clone();
    }

    /** What sines and cosines are multiplied with; 1 for every type that is known. */
    public double attentionFactor() {
        return 1;
    }

    /**
     * Llama 3.1: waves that fit the original length often stay, those that hardly fit are stretched by the factor, in
     * between the two are mixed linearly (the {@code llama3} rope type of the transformers library; Meta's {@code
     * apply_scaling}).
     */
    private static double llama3(double frequency, RopeParameters rope) {
        double turns = rope.originalPositions() * frequency / (2 * Math.PI);
        double mix = (turns - rope.lowFreqFactor()) / (rope.highFreqFactor() - rope.lowFreqFactor());
        double kept = Math.max(0, Math.min(1, mix));
        return (1 - kept) * frequency / rope.factor() + kept * frequency;
    }
}
