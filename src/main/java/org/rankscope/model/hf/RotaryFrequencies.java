package org.rankscope.model.hf;

/**
 * Angles per position of a rotary embedding: {@code inverse[i] = theta^(-2i / turned)}, i below turned / 2 (Su et al.,
 * RoFormer, section 3.2.2), then scaled as the model's {@link RopeParameters} say. Pairs are (i, i + turned / 2), as in
 * Hugging Face's weights.
 *
 * @param inverse radians per position, [turned / 2]
 * @param attentionFactor what sines and cosines are multiplied with
 */
record RotaryFrequencies(double[] inverse, double attentionFactor) {
    /** @param seq tokens of a row, cached ones included, by which some models choose */
    static RotaryFrequencies of(RopeParameters rope, long seq) {
        double[] plain = new double[RopeParameters.pairs(rope.turned())];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = Math.pow(rope.theta(), -2.0 * i / rope.turned());
        }
        return new RotaryFrequencies(
                rope.scaling().scaled(plain, rope.theta(), seq), rope.scaling().attentionFactor());
    }
}
