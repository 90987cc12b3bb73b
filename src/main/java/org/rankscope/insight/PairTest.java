package org.rankscope.insight;

import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * One pair of ranks, tested with the noise of the whole table.
 *
 * @param a the cheaper rank
 * @param b the other
 * @param difference how much worse {@code a} is, in units of the metric
 * @param tested the difference that the test looks at: over common seeds or items only
 * @param deviation standard deviation of one paired difference (of a seed, or of an item); of the difference itself if
 *     the table states errors
 * @param error standard error of {@code tested}; NaN where nothing is known of the noise
 * @param freedom degrees of freedom of the deviation; infinite if the table states errors
 * @param pValue two-sided, for this pair alone; NaN where nothing is known of the noise
 */
record PairTest(
        RankSummary a,
        RankSummary b,
        double difference,
        double tested,
        double deviation,
        double error,
        double freedom,
        double pValue) {

    /** Student's t; normal for infinite degrees of freedom. */
    static PairTest of(
            RankSummary a,
            RankSummary b,
            double difference,
            double tested,
            double deviation,
            double error,
            double freedom) {
        return new PairTest(a, b, difference, tested, deviation, error, freedom, pValue(tested, error, freedom));
    }

    /** Two ranks whose noise says nothing of the others': {@link Comparison#alone}. */
    static PairTest ofAlone(RankSummary a, RankSummary b, Comparison alone) {
        return new PairTest(
                a,
                b,
                alone.difference(),
                alone.difference(),
                Double.NaN,
                alone.standardError(),
                Double.NaN,
                alone.pValue());
    }

    /** Half the width of the interval that holds the difference with probability 1 - {@code level}: t(1 - level / 2) · SE. */
    double halfWidth(double level) {
        return error == 0 || Double.isInfinite(freedom)
                ? error * NormalDistribution.of(0, 1).inverseSurvivalProbability(level / 2)
                : error * TDistribution.of(freedom).inverseSurvivalProbability(level / 2);
    }

    private static double pValue(double tested, double error, double freedom) {
        if (error == 0) {
            return tested == 0 ? 1 : 0;
        }
        double t = Math.abs(tested) / error;
        return 2
                * (Double.isInfinite(freedom)
                        ? NormalDistribution.of(0, 1).survivalProbability(t)
                        : TDistribution.of(freedom).survivalProbability(t));
    }

    /** Student's t on the differences of the two ranks on the same items. */
    static PairTest ofItems(RankSummary a, RankSummary b, double difference, double sign) {
        List<Double> first = a.items();
        int n = first.size();
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += sign * (first.get(i) - b.items().get(i)) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += Math.pow(sign * (first.get(i) - b.items().get(i)) - mean, 2);
        }
        double deviation = Math.sqrt(squares / (n - 1));
        return of(a, b, difference, mean, deviation, deviation / Math.sqrt(n), n - 1);
    }
}
