package org.rankscope.insight;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of one rank, at its own best setting and learning rate.
 *
 * @param method adapter method; empty where the table states none
 * @param setting what else was searched over, in words; empty where every run shares it
 * @param learningRate NaN where unknown
 * @param mean mean of the metric over the runs
 * @param standardError of {@code mean}: over runs where there are two or more, else as the table states it; NaN if
 *     neither
 * @param stated whether {@code standardError} is the table's
 * @param runs how many runs the mean is of
 * @param bySeed the metric for each seed
 * @param items per-item losses, averaged over the runs; empty if unknown
 * @param itemsBySeed per-item losses of each seed's run; empty if unknown
 * @param edge whether {@code learningRate} is at an end of the rates tried at this rank
 * @param fallingRuns runs whose loss was still falling when their steps ended
 * @param cost mean over the runs; the largest for memory
 * @param startValue mean of the metric before the first step; NaN where unknown
 */
public record RankSummary(
        String method,
        int rank,
        String setting,
        double learningRate,
        double mean,
        double standardError,
        boolean stated,
        int runs,
        Map<Long, Double> bySeed,
        List<Double> items,
        Map<Long, List<Double>> itemsBySeed,
        RateEdge edge,
        int fallingRuns,
        Cost cost,
        double startValue) {

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
        itemsBySeed = Collections.unmodifiableMap(new TreeMap<>(itemsBySeed));
    }
}
