package org.rankscope.insight;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

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
        Set<Long> common = commonSeeds(ranks);
        if (ranks.stream().allMatch(RankSummary::stated)) {
            return stated(curve);
        } else if (common.size() >= 2) {
            return tested(Source.SEEDS, VarianceAnalysis.ofBlocks(seedRows(ranks, common)));
        } else if (ranks.stream().allMatch(rank -> rank.bySeed().size() >= 2)) {
            return tested(Source.SEEDS, VarianceAnalysis.ofGroups(runRows(ranks)));
        } else if (haveItems(ranks)) {
            return tested(Source.ITEMS, VarianceAnalysis.ofBlocks(itemRows(ranks)));
        }
        return new RankEvidence(Source.NONE, false, Double.NaN, Double.NaN, 0);
    }

    /** Seeds that every one of {@code ranks} ran with. */
    static Set<Long> commonSeeds(List<RankSummary> ranks) {
        Set<Long> common = new TreeSet<>(ranks.get(0).bySeed().keySet());
        ranks.forEach(rank -> common.retainAll(rank.bySeed().keySet()));
        return common;
    }

    /** Whether the ranks were evaluated on the same items, and their losses are known. */
    static boolean haveItems(List<RankSummary> ranks) {
        int items = ranks.get(0).items().size();
        return items >= 2 && ranks.stream().allMatch(rank -> rank.items().size() == items);
    }

    /** The metric at each of {@code seeds}, a row for each rank. */
    static List<double[]> seedRows(List<RankSummary> ranks, Set<Long> seeds) {
        return ranks.stream()
                .map(rank -> seeds.stream()
                        .mapToDouble(seed -> rank.bySeed().get(seed))
                        .toArray())
                .toList();
    }

    /** The metric of each run, a row for each rank. */
    static List<double[]> runRows(List<RankSummary> ranks) {
        return ranks.stream().map(rank -> toArray(rank.bySeed().values())).toList();
    }

    /** The loss on each item, a row for each rank. */
    static List<double[]> itemRows(List<RankSummary> ranks) {
        return ranks.stream().map(rank -> toArray(rank.items())).toList();
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

    private static RankEvidence tested(Source source, VarianceAnalysis analysis) {
        double p = analysis.pValue();
        return new RankEvidence(
                source, p < Comparison.LEVEL, p, Math.sqrt(analysis.meanSquare()), analysis.replicates());
    }

    private static double[] toArray(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
