package org.rankscope.insight;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How many seeds or evaluation items would tell a pair of ranks apart, if they differ by as much as they seem to.
 *
 * <p>To see a mean paired difference δ of deviation σ at two-sided level α with power 1 - β it takes the smallest n with
 * n ≥ ((t(1 - α/2) + t(1 - β)) · σ / δ)², t of as many degrees of freedom as n leaves (Guenther, Sample size formulas for
 * normal theory t tests, The American Statistician 35, 1981; Chow, Shao, Wang, Sample Size Calculations in Clinical
 * Research, 2008, section 3.1). α = 0.05 divided by the number of pairs compared (Bonferroni, the first step of
 * {@link Holm}), power 0.8.
 *
 * <p>Several seeds: the variance of a seed's difference is τ² + σ²/I, where I items share σ², the variance of how an
 * item's difference changes with the seed. More items shrink that part alone. σ² is the residual mean square of the
 * differences by seed and item (two-way analysis of variance, {@link VarianceAnalysis}).
 */
final class SeparationSize {
    static final double POWER = 0.8;

    /** More than these nobody would run or collect to tell two ranks apart. */
    static final int MOST_SEEDS = 100;

    static final int MOST_ITEMS = 1_000_000;

    private final RankPairs pairs;
    private final double level;

    SeparationSize(RankPairs pairs) {
        this.pairs = pairs;
        this.level = Comparison.LEVEL / pairs.count();
    }

    /** More seeds a rank, at least 1; empty if more than {@link #MOST_SEEDS} or seeds' noise is not known. */
    OptionalLong moreSeeds(PairTest pair) {
        if (pairs.source() != RankEvidence.Source.SEEDS || pair.tested() == 0) {
            return OptionalLong.empty();
        }
        int present = pairs.replicates();
        double freedomPerSeed = pair.freedom() / (present - 1);
        for (int n = present + 1; n <= present + MOST_SEEDS; n++) {
            if (n >= needed(pair.deviation(), pair.tested(), freedomPerSeed * (n - 1))) {
                return OptionalLong.of(n - present);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * More evaluation items, at least 1; empty if more than {@link #MOST_ITEMS}, if no number of them would do, or if
     * their losses are not known.
     */
    OptionalLong moreItems(PairTest pair) {
        if (pair.tested() == 0) {
            return OptionalLong.empty();
        }
        return switch (pairs.source()) {
            case ITEMS -> moreOf(fromItems(pair), pairs.replicates());
            case SEEDS -> fromSeedsAndItems(pair);
            case STATED, NONE -> OptionalLong.empty();
        };
    }

    /** How many times as many runs or items a table with stated errors needs, at least 2. */
    long times(PairTest pair) {
        return pair.tested() == 0
                ? Long.MAX_VALUE
                : Math.max(2, (long) Math.ceil(needed(pair.error(), pair.tested(), Double.MAX_VALUE)));
    }

    private double fromItems(PairTest pair) {
        double items = needed(pair.deviation(), pair.tested(), pairs.replicates() - 1);
        for (int round = 0; round < 20; round++) {
            items = Math.ceil(needed(pair.deviation(), pair.tested(), Math.max(1, items - 1)));
        }
        return items;
    }

    private OptionalLong fromSeedsAndItems(PairTest pair) {
        Set<Long> seeds = new TreeSet<>(pair.a().itemsBySeed().keySet());
        seeds.retainAll(pair.b().itemsBySeed().keySet());
        if (seeds.size() < 2 || !RankEvidence.haveItems(List.of(pair.a(), pair.b()))) {
            return OptionalLong.empty();
        }
        List<double[]> differences = seeds.stream()
                .map(seed -> differences(pair.a().itemsBySeed(), pair.b().itemsBySeed(), seed))
                .toList();
        int items = differences.get(0).length;
        double variance = pair.deviation() * pair.deviation();
        double perItem = Math.min(VarianceAnalysis.ofBlocks(differences).meanSquare(), variance * items);
        double allowed = variance * pairs.replicates() / needed(pair.deviation(), pair.tested(), pair.freedom());
        double training = variance - perItem / items;
        return allowed <= training ? OptionalLong.empty() : moreOf(Math.ceil(perItem / (allowed - training)), items);
    }

    private static double[] differences(Map<Long, List<Double>> a, Map<Long, List<Double>> b, long seed) {
        double[] differences = new double[a.get(seed).size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = a.get(seed).get(i) - b.get(seed).get(i);
        }
        return differences;
    }

    private static OptionalLong moreOf(double wanted, int present) {
        long more = Math.max(1, (long) wanted - present);
        return more > MOST_ITEMS ? OptionalLong.empty() : OptionalLong.of(more);
    }

    private double needed(double deviation, double difference, double freedom) {
        TDistribution t = TDistribution.of(freedom);
        double sum = t.inverseSurvivalProbability(level / 2) + t.inverseCumulativeProbability(POWER);
        return Math.pow(sum * deviation / difference, 2);
    }
}
