package org.rankscope.insight;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * Whether the ranks differ at all, looked at together, so that the best of many equal ranks isn't taken for a better
 * one.
 *
 * <ul>
 *   <li>Runs of the same seeds at every rank: analysis of variance in blocks (Fisher 1935), seeds being the blocks:
 *       F = MS(ranks) / MS(residual) with K - 1 and (K - 1)(n - 1) degrees of freedom. What a seed shifts for all ranks
 *       alike is no noise.
 *   <li>Two or more runs of other seeds at every rank: one-way analysis of variance.
 *   <li>Standard errors stated by the table: the ranks differ if any is worse than the best by one standard error of
 *       the difference or more; the p-value is Cochran's Q (1954).
 *   <li>One run with per-item losses: blocks again, the items being the blocks. Knows the noise of the evaluation set
 *       only.
 * </ul>
 *
 * @param shown whether the ranks differ by more than the noise; false where nothing is known of the noise
 * @param residual standard deviation of one run (or one item) when rank and block are accounted for; of a mean if
 *     STATED
 * @param replicates runs (or items) a rank; 0 if STATED
 */
record RankEvidence(Source source, boolean shown, double pValue, double residual, int replicates) {
    enum Source {
        NONE,
        SEEDS,
        STATED,
        ITEMS
    }

    static RankEvidence of(RankCurve curve) {
        List<RankSummary> ranks = curve.ranks();
        if (ranks.size() < 2) {
            return new RankEvidence(Source.NONE, false, Double.NaN, Double.NaN, 0);
        }
        Set<Long> common = new TreeSet<>(ranks.get(0).bySeed().keySet());
        ranks.forEach(rank -> common.retainAll(rank.bySeed().keySet()));
        int items = ranks.get(0).items().size();
        if (ranks.stream().allMatch(RankSummary::stated)) {
            return stated(curve);
        } else if (common.size() >= 2) {
            return blocks(
                    Source.SEEDS,
                    ranks.stream()
                            .map(rank -> common.stream()
                                    .mapToDouble(seed -> rank.bySeed().get(seed))
                                    .toArray())
                            .toList());
        } else if (ranks.stream().allMatch(rank -> rank.bySeed().size() >= 2)) {
            return groups(ranks.stream()
                    .map(rank -> toArray(rank.bySeed().values().stream().toList()))
                    .toList());
        } else if (items >= 2 && ranks.stream().allMatch(rank -> rank.items().size() == items)) {
            return blocks(
                    Source.ITEMS,
                    ranks.stream().map(rank -> toArray(rank.items())).toList());
        }
        return new RankEvidence(Source.NONE, false, Double.NaN, Double.NaN, 0);
    }

    /** Whether anything is known of the noise. */
    boolean isKnown() {
        return source != Source.NONE;
    }

    private static RankEvidence stated(RankCurve curve) {
        RankSummary best = curve.best();
        boolean shown = curve.ranks().stream().filter(rank -> rank != best).anyMatch(rank -> {
            double error = Math.hypot(rank.standardError(), best.standardError());
            return curve.gap(rank) > 0 && !(curve.gap(rank) < error);
        });
        double squares = curve.ranks().stream()
                .mapToDouble(rank -> rank.standardError() * rank.standardError())
                .average()
                .orElse(0);
        return new RankEvidence(Source.STATED, shown, cochranQ(curve), Math.sqrt(squares), 0);
    }

    /** P-value of Q = Σ (x - x̄)² / SE², x̄ weighted by 1 / SE², against χ² with K - 1 degrees of freedom. */
    private static double cochranQ(RankCurve curve) {
        if (curve.ranks().stream().anyMatch(rank -> rank.standardError() == 0)) {
            return curve.spread() > 0 ? 0 : 1;
        }
        double weights = 0;
        double sum = 0;
        for (RankSummary rank : curve.ranks()) {
            double weight = 1 / (rank.standardError() * rank.standardError());
            weights += weight;
            sum += weight * rank.mean();
        }
        double centre = sum / weights;
        double q = curve.ranks().stream()
                .mapToDouble(rank -> Math.pow((rank.mean() - centre) / rank.standardError(), 2))
                .sum();
        return ChiSquaredDistribution.of(curve.ranks().size() - 1).survivalProbability(q);
    }

    private static RankEvidence blocks(Source source, List<double[]> rows) {
        int k = rows.size();
        int n = rows.get(0).length;
        double grand = rows.stream().mapToDouble(RankEvidence::mean).sum() / k;
        double between = 0;
        double within = 0;
        for (double[] row : rows) {
            between += n * Math.pow(mean(row) - grand, 2);
            for (int i = 0; i < n; i++) {
                int block = i;
                double blockMean =
                        rows.stream().mapToDouble(other -> other[block]).sum() / k;
                within += Math.pow(row[i] - mean(row) - blockMean + grand, 2);
            }
        }
        return test(source, between, k - 1, within, (k - 1) * (n - 1), n, grand);
    }

    private static RankEvidence groups(List<double[]> rows) {
        int count = rows.stream().mapToInt(row -> row.length).sum();
        double grand = rows.stream().mapToDouble(row -> mean(row) * row.length).sum() / count;
        double between = 0;
        double within = 0;
        for (double[] row : rows) {
            between += row.length * Math.pow(mean(row) - grand, 2);
            for (double value : row) {
                within += Math.pow(value - mean(row), 2);
            }
        }
        int fewest = rows.stream().mapToInt(row -> row.length).min().orElse(0);
        return test(Source.SEEDS, between, rows.size() - 1, within, count - rows.size(), fewest, grand);
    }

    private static RankEvidence test(
            Source source, double between, int df1, double within, int df2, int replicates, double grand) {
        double rounding = Math.pow(1e-12 * grand, 2);
        double residual = Math.sqrt(within / df2);
        if (within <= rounding * df2) {
            double p = between > rounding ? 0 : 1;
            return new RankEvidence(source, p == 0, p, residual, replicates);
        }
        double p = FDistribution.of(df1, df2).survivalProbability((between / df1) / (within / df2));
        return new RankEvidence(source, p < Comparison.LEVEL, p, residual, replicates);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
