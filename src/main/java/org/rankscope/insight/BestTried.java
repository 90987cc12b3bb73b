package org.rankscope.insight;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * Which of the settings and learning rates that were tried at one rank stands for it: the one with the best mean. One with
 * fewer usable runs than another does not compete: a mean over the runs that survived would flatter it.
 */
public final class BestTried {
    private BestTried() {}

    /** The first of equals; empty if {@code tried} is. */
    public static <T> Optional<T> of(
            Collection<T> tried, ToIntFunction<T> runs, ToDoubleFunction<T> mean, boolean higherIsBetter) {
        int most = tried.stream().mapToInt(runs).max().orElse(0);
        return tried.stream()
                .filter(one -> runs.applyAsInt(one) == most)
                .min(Comparator.comparingDouble(one -> mean.applyAsDouble(one) * (higherIsBetter ? -1 : 1)));
    }
}
