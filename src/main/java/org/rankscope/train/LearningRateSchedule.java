package org.rankscope.train;

/**
 * The learning rate at each step: a linear rise over the warm-up from 0, then constant, a straight line to 0, or half a
 * cosine to 0. As in the transformers library, the first step of a warm-up has rate 0.
 */
record LearningRateSchedule(double peak, TrialSpec.ScheduleSpec spec, int steps) {
    /** The rate of the update number {@code step}, counted from 0. */
    double at(int step) {
        int warmup = spec.warmupSteps();
        if (step < warmup) {
            return peak * step / warmup;
        }
        double progress = (double) (step - warmup) / Math.max(1, steps - warmup);
        return peak
                * switch (spec.name()) {
                    case CONSTANT -> 1;
                    case LINEAR -> Math.max(0, 1 - progress);
                    case COSINE -> 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
                };
    }
}
