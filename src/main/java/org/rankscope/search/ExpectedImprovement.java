package org.rankscope.search;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * By how much a point is expected to fall below the least value so far: (f - μ) Φ(z) + σ φ(z), where z = (f - μ) / σ
 * (Jones, Schonlau and Welch, "Efficient Global Optimization of Expensive Black-Box Functions", 1998, equation 15).
 */
final class ExpectedImprovement {
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private ExpectedImprovement() {}

    static double below(double least, GaussianProcess.Prediction at) {
        double gain = least - at.mean();
        if (at.deviation() <= 0) {
            return Math.max(0, gain);
        }
        double z = gain / at.deviation();
        return gain * NORMAL.cumulativeProbability(z) + at.deviation() * NORMAL.density(z);
    }
}
