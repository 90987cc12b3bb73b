package org.rankscope.insight;

/**
 * The smallest rank within a share of the best value that gives up next to nothing of what training gained: gap(r) ≤
 * tolerance · |best| and gap(r) ≤ {@link #NEGLIGIBLE} · (start - best).
 *
 * <p>Stands in for {@link OneStandardErrorRule} where that would call a range too short for next to nothing: where seeds
 * hardly differ, one standard error is so little that the largest rank is asked for however small its lead is.
 */
final class GainShareRule implements BandRule {
    static final String NAME = "gain-share";

    /**
     * A lead below this share of what training gained is next to nothing, even where it is measurable: many seeds make the
     * smallest difference measurable, and a rank that gives up a fiftieth of what another one gains is not worth twice its
     * parameters. A share of the loss alone can't say so: a loss that can't go below the entropy of its data may gain
     * 1.2 % in all, and a quarter of that is much.
     */
    static final double NEGLIGIBLE = 0.02;

    private final ToleranceRule tolerance;

    GainShareRule(double tolerance) {
        this.tolerance = new ToleranceRule(tolerance);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return tolerance.words() + " and within " + PlainNumbers.percent(NEGLIGIBLE) + " of what training gained";
    }

    /** No rank where it isn't known what training gained. */
    @Override
    public boolean allows(RankCurve curve, RankSummary rank) {
        return tolerance.allows(curve, rank) && curve.gap(rank) <= NEGLIGIBLE * curve.gain();
    }
}
