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
    private static final long MOST = 10_000_000;

    private SampleSize() {}

    /** "about 5 more seeds per rank would settle it". */
    static String advice(RankEvidence evidence, RankCurve curve) {
        int comparisons = curve.ranks().size() - 1;
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double z = normal.inverseSurvivalProbability(LEVEL / (2 * comparisons))
                + normal.inverseCumulativeProbability(POWER);
        double runs = 2 * Math.pow(z * evidence.residual() / curve.spread(), 2);
        return switch (evidence.source()) {
            case SEEDS -> {
                long more = more(runs, evidence.replicates());
                yield "about " + more + " more " + (more == 1 ? "seed" : "seeds") + " per rank would settle it";
            }
            case ITEMS ->
                "about " + more(runs, evidence.replicates()) + " more evaluation items, or more seeds, would settle it";
            case STATED ->
                "about " + Math.max(2, Math.round(runs)) + " times as many runs or evaluation items would settle it";
            case NONE -> "more seeds would settle it";
        };
    }

    private static long more(double wanted, int present) {
        return Math.max(1, Math.min(MOST, (long) Math.ceil(wanted)) - present);
    }
}
