package org.rankscope.insight;

import java.util.OptionalInt;

/**
 * The smallest rank within a share of the best value that isn't measurably worse than the best: gap(r) ≤
 * tolerance · |best|, and not p &lt; 0.05 in {@link Comparison}.
 *
 * <p>Stands in for {@link OneStandardErrorRule} where that would ask for larger ranks by chance: of several equal ranks
 * one comes out best and the others are often more than one standard error behind it. With three equal ranks and three
 * seeds the largest of them is chosen in 15 of 100 tables, and the range called too short.
 */
final class MeasurableToleranceRule implements VerdictRule {
    static final String NAME = "measurable-tolerance";
    private final ToleranceRule tolerance;

    MeasurableToleranceRule(double tolerance) {
        this.tolerance = new ToleranceRule(tolerance);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return tolerance.words() + " and not measurably worse";
    }

    @Override
    public OptionalInt choose(RankCurve curve) {
        return curve.ranks().stream()
                .filter(rank -> allows(curve, rank))
                .mapToInt(RankSummary::rank)
                .findFirst();
    }

    @Override
    public boolean allowsAll(RankCurve curve) {
        return curve.ranks().stream().allMatch(rank -> allows(curve, rank));
    }

    private boolean allows(RankCurve curve, RankSummary rank) {
        return tolerance.allows(curve, rank)
                && !Comparison.of(curve, rank, curve.best()).measurablyWorse();
    }
}
