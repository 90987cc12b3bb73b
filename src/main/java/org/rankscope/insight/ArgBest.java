package org.rankscope.insight;

import java.util.Optional;

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
    public Optional<RankSummary> pick(RankCurve curve) {
        return Optional.of(curve.best());
    }

    @Override
    public boolean allowsAll(RankCurve curve) {
        return curve.within(curve.spread(), 0);
    }
}
