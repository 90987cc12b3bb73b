package org.rankscope.insight;

import org.rankscope.io.RequestException;

/**
 * The smallest rank whose mean is within one standard error of the best: gap(r) ≤ SE(best).
 *
 * <p>Source: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984), section 3.4.3; Hastie,
 * Tibshirani, Friedman, The Elements of Statistical Learning (2009), section 7.10.
 *
 * <p>SE(best) also holds what each seed shifts for all ranks alike, which no choice of rank changes. So a rank within
 * it is still refused where the paired differences over three or more common seeds show it to be worse.
 */
public final class OneStandardErrorRule implements BandRule {
    public static final String NAME = "one-standard-error";
    private static final int FEWEST_PAIRS = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return "smallest rank within one standard error of the best";
    }

    @Override
    public boolean allows(RankCurve curve, RankSummary rank) {
        double error = curve.best().standardError();
        if (Double.isNaN(error)) {
            throw new RequestException("The rule " + NAME + " needs a standard error of the best rank ("
                    + curve.best().rank() + "), which has one run only; add seeds or a"
                    + " standard_error column, or use the rule " + ToleranceRule.NAME + ".");
        }
        return curve.within(curve.gap(rank), error) && !isShownWorse(curve, rank);
    }

    private static boolean isShownWorse(RankCurve curve, RankSummary rank) {
        Comparison toBest = Comparison.of(curve, rank, curve.best());
        return toBest.pairs() >= FEWEST_PAIRS && toBest.measurablyWorse();
    }
}
