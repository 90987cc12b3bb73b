package org.rankscope.model.hf;

/** How the frequencies of a rotary embedding change so that a model takes longer texts than it was first trained with. */
sealed interface RopeScaling permits RopeScaling.None, RopeScaling.Linear, RopeScaling.Llama3, Yarn, LongRope {
    /**
     * The frequencies that are used.
     *
     * @param plain theta^(-2i / turned), radians per position
     * @param seq tokens of a row
     */
    double[] scaled(double[] plain, double theta, long seq);

    /** What sines and cosines are multiplied with. */
    default double attentionFactor() {
        return 1;
    }

    /** As they are. */
    record None() implements RopeScaling {
        @Override
        public double[] scaled(double[] plain, double theta, long seq) {
            return plain;
        }
    }

    /** Positions are divided by {@code factor}: Chen et al. 2023, arXiv 2306.15595, equation 4. */
    record Linear(double factor) implements RopeScaling {
        @Override
        public double[] scaled(double[] plain, double theta, long seq) {
            double[] scaled = new double[plain.length];
            for (int i = 0; i < plain.length; i++) {
                scaled[i] = plain[i] / factor;
            }
            return scaled;
        }
    }

    /**
     * Llama 3.1: waves that fit the original length often stay, those that hardly fit are stretched by the factor, in
     * between the two are mixed linearly (the {@code llama3} rope type of the transformers library; Meta's {@code
     * apply_scaling}).
     *
     * @param factor how many times longer than trained for, at least 1
     * @param originalPositions the length that the model was first trained with
     */
    record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalPositions)
            implements RopeScaling {
        @Override
        public double[] scaled(double[] plain, double theta, long seq) {
            double[] scaled = new double[plain.length];
            for (int i = 0; i < plain.length; i++) {
                double turns = originalPositions * plain[i] / (2 * Math.PI);
                double mix = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
                double kept = Math.max(0, Math.min(1, mix));
                scaled[i] = (1 - kept) * plain[i] / factor + kept * plain[i];
            }
            return scaled;
        }
    }
}
