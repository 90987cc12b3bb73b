package org.rankscope.insight;

/**
 * The smallest rank within a share of the best value that isn't measurably worse than the best: gap(r) ≤
 * tolerance · |best|, and not p &lt; 0.05 in {@link Comparison}.
 *
 * <p>Stands in for {@link OneStandardErrorRule} where that would ask for larger ranks by chance: of several equal ranks
 * one comes out best and the others are often more than one standard error behind it. With three equal ranks and three
 * seeds the largest of them is chosen in 15 of 100 tables, and the range called too short.
 */
final class MeasurableToleranceRule implements BandRule {
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
    public boolean allows(RankCurve curve, RankSummary rank) {
        return tolerance.allows(curve, rank)
                && !Comparison.of(curve, rank, curve.best()).measurablyWorse();
    }
}
