package org.rankscope.insight;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Picks a rank from a curve. A rule knows nothing of the four forms of a verdict; {@link VerdictEngine} does. */
public interface VerdictRule {
    /** Its name on the command line: {@code one-standard-error}. */
    String name();

    /** What it picks, in words: "smallest rank within 1 % of the best". */
    String words();

    /** What it picks; empty if the curve doesn't show one. */
    Optional<RankSummary> pick(RankCurve curve);

    /** The rank that it picks; empty if the curve doesn't show one. */
    default OptionalInt choose(RankCurve curve) {
        return pick(curve).stream().mapToInt(RankSummary::rank).findFirst();
    }

    /** All that it would accept, of which it picks one. */
    default List<RankSummary> allowed(RankCurve curve) {
        return pick(curve).stream().toList();
    }

    /**
     * Whether it makes no difference between the ranks of {@code curve}: none is worse than the best by more than it
     * allows.
     */
    boolean allowsAll(RankCurve curve);
}
