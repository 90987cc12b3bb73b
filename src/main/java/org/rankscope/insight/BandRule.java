package org.rankscope.insight;

import java.util.List;
import java.util.Optional;

/** A rule that draws a band below the best and picks the cheapest rank within it. */
interface BandRule extends VerdictRule {
    /** Whether {@code rank} lies within the band below the best of {@code curve}. */
    boolean allows(RankCurve curve, RankSummary rank);

    @Override
    default List<RankSummary> allowed(RankCurve curve) {
        return curve.ranks().stream().filter(rank -> allows(curve, rank)).toList();
    }

    @Override
    default Optional<RankSummary> pick(RankCurve curve) {
        return allowed(curve).stream().findFirst();
    }

    @Override
    default boolean allowsAll(RankCurve curve) {
        return curve.ranks().stream().allMatch(rank -> allows(curve, rank));
    }
}
