package org.rankscope.insight;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The ranks that an adapter is cut to. */
public final class LowerRanks {
    private LowerRanks() {}

    /** Powers of two below {@code rank}, ascending; none below 2. */
    public static List<Integer> powersOfTwo(int rank) {
        TreeSet<Integer> ranks = new TreeSet<>();
        for (int lower = 1; lower < rank; lower *= 2) {
            ranks.add(lower);
        }
        return List.copyOf(ranks);
    }

    /** Those of {@code ranks} below {@code rank}, ascending; powers of two where there are none. */
    public static List<Integer> of(Collection<Integer> ranks, int rank) {
        List<Integer> lower = List.copyOf(
                new TreeSet<>(ranks.stream().filter(other -> other < rank).toList()));
        return lower.isEmpty() ? powersOfTwo(rank) : lower;
    }
}
