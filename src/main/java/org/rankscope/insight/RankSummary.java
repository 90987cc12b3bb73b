package org.rankscope.insight;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of one rank, at its own best learning rate.
 *
 * @param learningRate NaN where unknown
 * @param mean mean of the metric over the runs
 * @param standardError of {@code mean}: over runs where there are two or more, else as the table states it; NaN if
 *     neither
 * @param stated whether {@code standardError} is the table's
 * @param runs how many runs the mean is of
 * @param bySeed the metric for each seed
 * @param items per-item losses, averaged over the runs; empty if unknown
 * @param edge whether {@code learningRate} is at an end of the rates tried at this rank
 * @param fallingRuns runs whose loss was still falling when their steps ended
 */
public record RankSummary(
        int rank,
        double learningRate,
        double mean,
        double standardError,
        boolean stated,
        int runs,
        Map<Long, Double> bySeed,
        List<Double> items,
        RateEdge edge,
        int fallingRuns) {

    /** Where a rank's best learning rate lies among those tried. */
    public enum RateEdge {
        ONLY,
        INSIDE,
        SMALLEST,
        LARGEST
    }

    public RankSummary {
        bySeed = Collections.unmodifiableMap(new TreeMap<>(bySeed));
        items = List.copyOf(items);
    }
}
