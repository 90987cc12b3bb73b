package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How surely one rank is worse than another: among all ranks ({@link RankPairs}), or alone. Alone, in this order of
 * preference: paired differences over common seeds
 * (Student's t, n - 1 degrees of freedom), two groups of runs (Welch 1947), the errors that the table states (normal),
 * paired differences over evaluation items.
 *
 * @param difference how much worse the first is, in units of the metric
 * @param standardError of the difference; NaN where nothing is known of the noise
 * @param pValue two-sided, adjusted for all pairs compared; NaN where nothing is known of the noise
 * @param pairs common seeds that the comparison rests on; 0 if it isn't paired by seed
 */
record Comparison(double difference, double standardError, double pValue, int pairs) {
    /** Differences with a smaller p-value are called measurable. */
    static final double LEVEL = 0.05;

    /** As one of all pairs of {@code curve}: {@link RankCurve#pairs}. */
    static Comparison of(RankCurve curve, RankSummary a, RankSummary b) {
        return curve.pairs().comparison(a, b);
    }

    /** This pair by itself, whatever the other ranks. */
    static Comparison alone(RankCurve curve, RankSummary a, RankSummary b) {
        double difference = curve.worseBy(a, b);
        Set<Long> common = new TreeSet<>(a.bySeed().keySet());
        common.retainAll(b.bySeed().keySet());
        if (common.size() >= 2 && !a.stated() && !b.stated()) {
            List<Double> pairs = new ArrayList<>();
            common.forEach(seed -> pairs.add(a.bySeed().get(seed) - b.bySeed().get(seed)));
            return paired(difference, pairs, common.size());
        } else if (!Double.isNaN(a.standardError() + b.standardError())) {
            return a.stated() || b.stated() ? stated(difference, a, b) : welch(difference, a, b);
        } else if (a.items().size() >= 2 && a.items().size() == b.items().size()) {
            List<Double> pairs = new ArrayList<>();
            for (int i = 0; i < a.items().size(); i++) {
                pairs.add(a.items().get(i) - b.items().get(i));
            }
            return paired(difference, pairs, 0);
        }
        return new Comparison(difference, Double.NaN, Double.NaN, 0);
    }

    /** Whether the first is worse, and by more than chance makes. */
    boolean measurablyWorse() {
        return difference > 0 && pValue < LEVEL;
    }

    boolean isKnown() {
        return !Double.isNaN(pValue);
    }

    private static Comparison paired(double difference, List<Double> pairs, int seeds) {
        int n = pairs.size();
        double mean = pairs.stream().mapToDouble(Double::doubleValue).sum() / n;
        double variance = pairs.stream()
                        .mapToDouble(pair -> (pair - mean) * (pair - mean))
                        .sum()
                / (n - 1);
        double error = Math.sqrt(variance / n);
        return new Comparison(difference, error, studentP(mean, error, n - 1), seeds);
    }

    private static Comparison welch(double difference, RankSummary a, RankSummary b) {
        double va = a.standardError() * a.standardError();
        double vb = b.standardError() * b.standardError();
        double freedom = (va + vb) * (va + vb) / (va * va / (a.runs() - 1) + vb * vb / (b.runs() - 1));
        double error = Math.sqrt(va + vb);
        return new Comparison(difference, error, studentP(difference, error, freedom), 0);
    }

    private static Comparison stated(double difference, RankSummary a, RankSummary b) {
        double error = Math.hypot(a.standardError(), b.standardError());
        double p = error == 0
                ? (difference == 0 ? 1 : 0)
                : 2 * NormalDistribution.of(0, 1).survivalProbability(Math.abs(difference) / error);
        return new Comparison(difference, error, p, 0);
    }

    private static double studentP(double difference, double error, double freedom) {
        if (error == 0 || Double.isNaN(freedom)) {
            return difference == 0 ? 1 : 0;
        }
        return 2 * TDistribution.of(freedom).survivalProbability(Math.abs(difference) / error);
    }
}
