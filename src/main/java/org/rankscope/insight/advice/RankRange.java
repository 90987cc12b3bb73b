package org.rankscope.insight.advice;

import java.util.List;
import java.util.stream.IntStream;

/** Ranks that are likely to do, both ends included. */
public record RankRange(int from, int to) {
    private static final int LARGEST_EXPONENT = 30;

    public RankRange {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("No range of ranks: " + from + " to " + to + ".");
        }
    }

    /**
     * The powers of two to try: from one below the range to one above, so that a verdict sees both sides of it.
     *
     * @param largest the largest rank that the model's layers allow
     */
    public List<Integer> sweep(int largest) {
        int below = Integer.highestOneBit(Math.max(1, from - 1));
        int above = Integer.highestOneBit(to) * 2;
        List<Integer> ranks = IntStream.rangeClosed(0, LARGEST_EXPONENT)
                .map(exponent -> 1 << exponent)
                .filter(rank -> rank >= below && rank <= above && rank <= largest)
                .boxed()
                .toList();
        return ranks.isEmpty() ? List.of(Math.min(below, largest)) : ranks;
    }

    @Override
    public String toString() {
        return from == to ? String.valueOf(from) : from + " to " + to;
    }
}
