package org.rankscope.insight;

import java.util.OptionalInt;

/** The rank with the best mean. Follows the noise, so it stands beside other rules only and never decides alone. */
public final class ArgBest implements VerdictRule {
    public static final String NAME = "best";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return "rank with the best mean";
    }

    @Override
    public OptionalInt choose(RankCurve curve) {
        return OptionalInt.of(curve.best().rank());
    }

    @Override
    public boolean allowsAll(RankCurve curve) {
        return curve.within(curve.spread(), 0);
    }
}
