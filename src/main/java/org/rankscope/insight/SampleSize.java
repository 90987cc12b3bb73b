package org.rankscope.insight;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How much more measuring would tell the ranks of a noisy table apart.
 *
 * <p>To see a difference δ between two means of n runs with standard deviation σ, at two-sided level α and with power
 * 1 - β: n = 2 · ((z(1 - α/2) + z(1 - β)) · σ / δ)² (Cohen, Statistical Power Analysis, 1988; with α = 0.05 and power
 * 0.8 Lehr's 16 · σ² / δ²). α is divided by the number of ranks compared with the best (Bonferroni). δ is the largest
 * difference seen, σ is {@link RankEvidence#residual}.
 */
final class SampleSize {
    private static final double LEVEL = 0.05;
    private static final double POWER = 0.8;

    private SampleSize() {}

    /** "about 5 more seeds per rank would settle it". */
    static String advice(RankEvidence evidence, RankCurve curve) {
        int comparisons = curve.ranks().size() - 1;
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double z = normal.inverseSurvivalProbability(LEVEL / (2 * comparisons))
                + normal.inverseCumulativeProbability(POWER);
        double runs = 2 * Math.pow(z * evidence.residual() / curve.spread(), 2);
        boolean realistic = runs - evidence.replicates() <= most(evidence.source());
        return switch (evidence.source()) {
            case SEEDS ->
                realistic
                        ? "about " + counted(more(runs, evidence), "more seed") + " per rank would settle it"
                        : "no realistic number of seeds would settle it";
            case ITEMS ->
                realistic
                        ? "about " + counted(more(runs, evidence), "more evaluation item")
                                + ", or more seeds, would settle it"
                        : "more seeds would settle it";
            case STATED ->
                realistic
                        ? "about " + Math.max(2, Math.round(runs))
                                + " times as many runs or evaluation items would settle it"
                        : "no realistic number of runs would settle it";
            case NONE -> "more seeds would settle it";
        };
    }

    private static double most(RankEvidence.Source source) {
        return source == RankEvidence.Source.ITEMS ? SeparationSize.MOST_ITEMS : SeparationSize.MOST_SEEDS;
    }

    private static long more(double wanted, RankEvidence evidence) {
        return Math.max(1, (long) Math.ceil(wanted) - evidence.replicates());
    }

    private static String counted(long count, String what) {
        return PlainNumbers.count(count) + " " + what + (count == 1 ? "" : "s");
    }
}
