package org.rankscope.metrics;

import java.util.List;

/**
 * Pearson's correlation, Σ(x - x̄)(y - ȳ) / √(Σ(x - x̄)² Σ(y - ȳ)²) (Pearson 1895). In two passes: a one-pass formula loses
 * its digits where the numbers are large against their spread.
 */
final class PearsonCorrelation {
    private PearsonCorrelation() {}

    /** From -1 to 1; not a number where either side has one value only. */
    static double of(List<Double> x, List<Double> y) {
        if (x.stream().distinct().count() < 2 || y.stream().distinct().count() < 2) {
            return Double.NaN;
        }
        double meanX = mean(x);
        double meanY = mean(y);
        double both = 0;
        double squaresX = 0;
        double squaresY = 0;
        for (int i = 0; i < x.size(); i++) {
            double dx = x.get(i) - meanX;
            double dy = y.get(i) - meanY;
            both += dx * dy;
            squaresX += dx * dx;
            squaresY += dy * dy;
        }
        double correlation = both / (Math.sqrt(squaresX) * Math.sqrt(squaresY));
        return Math.max(-1, Math.min(1, correlation));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
