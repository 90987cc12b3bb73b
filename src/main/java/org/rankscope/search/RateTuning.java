package org.rankscope.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;

/**
 * The search for the best learning rate of one rank: steps of half a decade from a first rate until the best one has a
 * worse one on each side, then one try at the geometric middle between the best and the better of its two neighbours.
 *
 * <p>Half a decade is wide enough to leave a plateau and no wider than the valley of published loss curves over the
 * logarithm of the rate (Schulman et al., "LoRA Without Regret", 2025). What is found lies within a quarter of a decade
 * of the optimum as far as the loss has one valley. The step upwards comes first: a rate that is too large shows it
 * soon, by diverging.
 */
final class RateTuning {
    /** At most so many rates for one rank, that of the middle included. */
    static final int MOST_TRIES = 8;
    /** So many it takes where the first rate is the best: it, one on each side and the middle. */
    static final int FEWEST_TRIES = 4;

    private static final double STEP = Math.sqrt(10);
    private static final double HALF_STEP = Math.sqrt(STEP);
    /** Rates are rounded, and others may have been run before: what is a step need not be one exactly. */
    private static final double SLACK = 1.25;

    private RateTuning() {}

    /**
     * The rate to try next; empty when the search is over.
     *
     * @param tried loss by rate; infinite where the run diverged or was pruned
     * @param first where to begin
     */
    static OptionalDouble next(NavigableMap<Double, Double> tried, double first) {
        if (tried.isEmpty()) {
            return OptionalDouble.of(rounded(first));
        } else if (tried.size() >= MOST_TRIES) {
            return OptionalDouble.empty();
        }
        OptionalDouble best = best(tried);
        if (best.isEmpty()) {
            return OptionalDouble.of(rounded(tried.firstKey() / STEP));
        }
        double rate = best.getAsDouble();
        Map.Entry<Double, Double> above = tried.higherEntry(rate);
        Map.Entry<Double, Double> below = tried.lowerEntry(rate);
        if (above == null || above.getKey() > rate * STEP * SLACK) {
            return OptionalDouble.of(rounded(rate * STEP));
        } else if (below == null || below.getKey() < rate / STEP / SLACK) {
            return OptionalDouble.of(rounded(rate / STEP));
        }
        boolean refined = above.getKey() < rate * HALF_STEP * SLACK || below.getKey() > rate / HALF_STEP / SLACK;
        double neighbour = above.getValue() < below.getValue() ? above.getKey() : below.getKey();
        return refined ? OptionalDouble.empty() : OptionalDouble.of(rounded(Math.sqrt(rate * neighbour)));
    }

    /** The rate with the lowest loss, the smaller one of equals; empty while there is none. */
    static OptionalDouble best(NavigableMap<Double, Double> tried) {
        double rate = Double.NaN;
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<Double, Double> entry : tried.entrySet()) {
            if (entry.getValue() < least) {
                rate = entry.getKey();
                least = entry.getValue();
            }
        }
        return Double.isNaN(rate) ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /** Two digits, so that ranks that are searched alike meet at the same rates. */
    static double rounded(double rate) {
        return BigDecimal.valueOf(rate).round(new MathContext(2)).doubleValue();
    }
}
