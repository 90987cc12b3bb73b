package org.rankscope.insight;

import java.util.Comparator;
import java.util.List;

/**
 * The metric against the rank: what rules look at. Immutable; any thread. The best rank and the tests of all pairs are
 * kept, since every rule asks for them at every rank.
 */
public final class RankCurve {
    /** Differences below this share of the values are rounding of the table's decimals, not differences. */
    private static final double ROUNDING = 1e-9;

    private final List<RankSummary> ranks;
    private final boolean higherIsBetter;
    private final boolean parametersKnown;
    private final double rounding;
    private final RankSummary best;
    private RankPairs pairs;

    /**
     * @param ranks at least one, in any order
     * @param higherIsBetter whether the metric is a score and not a loss
     */
    public RankCurve(List<RankSummary> ranks, boolean higherIsBetter) {
        if (ranks.isEmpty()) {
            throw new IllegalArgumentException("A curve of no ranks.");
        }
        this.ranks = ranks.stream().sorted(byCost(ranks)).toList();
        this.higherIsBetter = higherIsBetter;
        parametersKnown = ranks.stream().allMatch(rank -> rank.cost().parameters() != null);
        rounding = ROUNDING
                * ranks.stream()
                        .mapToDouble(rank -> Math.abs(rank.mean()))
                        .max()
                        .orElse(0);
        RankSummary least = this.ranks.get(0);
        for (RankSummary candidate : this.ranks) {
            least = worseBy(least, candidate) > rounding ? candidate : least;
        }
        best = least;
    }

    /** In ascending order of rank; of several methods, of trainable parameters where all are known. */
    public List<RankSummary> ranks() {
        return ranks;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Every pair of ranks compared. */
    synchronized RankPairs pairs() {
        if (pairs == null) {
            pairs = RankPairs.of(this);
        }
        return pairs;
    }

    private static Comparator<RankSummary> byCost(List<RankSummary> ranks) {
        Comparator<RankSummary> byRank =
                Comparator.comparingInt(RankSummary::rank).thenComparing(RankSummary::method);
        long methods = ranks.stream().map(RankSummary::method).distinct().count();
        boolean known =
                methods > 1 && ranks.stream().allMatch(rank -> rank.cost().parameters() != null);
        return known
                ? Comparator.<RankSummary>comparingLong(rank -> rank.cost().parameters())
                        .thenComparing(byRank)
                : byRank;
    }

    /** What {@code rank} costs in trainable parameters; its rank where they are not known for all. */
    double parameters(RankSummary rank) {
        return parametersKnown ? rank.cost().parameters() : rank.rank();
    }

    /**
     * How much training gained: the metric before the first step against the best mean; NaN where the start is not known
     * or training gained nothing.
     */
    double gain() {
        double start = start();
        double gain = higherIsBetter ? best.mean() - start : start - best.mean();
        return gain > 0 ? gain : Double.NaN;
    }

    /** The metric before the first step; NaN where it is not known. */
    double start() {
        return ranks.stream()
                .mapToDouble(RankSummary::startValue)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /** The rank with the best mean; the cheapest of equals. */
    public RankSummary best() {
        return best;
    }

    public RankSummary smallest() {
        return ranks.get(0);
    }

    public RankSummary largest() {
        return ranks.get(ranks.size() - 1);
    }

    public RankSummary at(int rank) {
        return ranks.stream()
                .filter(summary -> summary.rank() == rank)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No rank " + rank + " on the curve."));
    }

    /** How much worse the mean of {@code summary} is than the best: at least 0. */
    public double gap(RankSummary summary) {
        return Math.max(0, worseBy(summary, best));
    }

    /** How much worse {@code a} is than {@code b}, in units of the metric; negative where it is better. */
    public double worseBy(RankSummary a, RankSummary b) {
        return higherIsBetter ? b.mean() - a.mean() : a.mean() - b.mean();
    }

    /** The largest gap. */
    public double spread() {
        return ranks.stream().mapToDouble(this::gap).max().orElse(0);
    }

    /** Whether {@code gap} is at most {@code allowance}, but for the rounding of decimals. */
    boolean within(double gap, double allowance) {
        return gap <= allowance + rounding;
    }
}
