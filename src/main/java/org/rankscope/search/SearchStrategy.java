package org.rankscope.search;

import java.util.List;

/** Says which runs come next. Pure: the same runs in any order give the same answer. Any thread. */
public interface SearchStrategy {
    /** The runs that are wanted next, in this order, none of which is among {@code finished}; empty when it is done. */
    List<Proposal> next(List<FinishedRun> finished);

    /**
     * Whether what is wanted stays wanted, whatever other runs come to. Then it may be asked while some of those are under
     * way, which it names again, and comes to the same runs as if they had ended one after the other.
     */
    default boolean isSteady() {
        return false;
    }

    /** About how many runs there will be in all, those of {@code finished} included. */
    Extent extent(List<FinishedRun> finished);

    /**
     * How many runs a search will come to.
     *
     * @param exact whether that is certain by now
     */
    record Extent(int runs, boolean exact) {}
}
