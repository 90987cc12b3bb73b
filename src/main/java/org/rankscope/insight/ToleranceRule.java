package org.rankscope.insight;

import org.rankscope.io.RequestException;

/**
 * The smallest rank within a share of the best value: gap(r) ≤ tolerance · |best|. Looks at sizes only, so it can be
 * used where nothing is known of the noise.
 *
 * @param tolerance share of the best value, at least 0: 0.01 is 1 %
 */
public record ToleranceRule(double tolerance) implements BandRule {
    public static final String NAME = "tolerance";
    public static final double DEFAULT_TOLERANCE = 0.01;

    public ToleranceRule {
        if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
            throw new RequestException(
                    "The tolerance must be a share of the best value, 0 or more (0.01 is 1 %), found " + tolerance
                            + ".");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return "smallest rank within " + PlainNumbers.percent(tolerance) + " of the best";
    }

    @Override
    public boolean allows(RankCurve curve, RankSummary rank) {
        return curve.within(curve.gap(rank), tolerance * Math.abs(curve.best().mean()));
    }
}
