package org.rankscope.insight;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One result of a sweep: a row of the table that a verdict is made from.
 *
 * @param method adapter method; empty where the table states none
 * @param rank or what else the capacity of the method is; 0 where it has none
 * @param setting what else was searched over (alpha, dropout, targets), in words; runs of the same method, rank,
 *     setting and learning rate are repeats. Empty where every run shares it
 * @param seed seed of the run
 * @param learningRate NaN where unknown
 * @param value the metric: loss in nats per token, or a score
 * @param standardError standard error of {@code value}, if the table states one
 * @param items per-item losses for paired comparisons, in the same order for every row; empty if unknown
 * @param stillFalling whether the run's loss was still falling at its end
 * @param cost what the run cost
 * @param startValue the metric before the first step, if it is known
 */
@RecordBuilder
public record Observation(
        String method,
        int rank,
        String setting,
        long seed,
        double learningRate,
        double value,
        OptionalDouble standardError,
        List<Double> items,
        boolean stillFalling,
        Cost cost,
        OptionalDouble startValue)
        implements ObservationBuilder.With {
    public Observation {
        items = List.copyOf(items);
    }

    /** A run of which neither method nor cost is known. */
    public Observation(
            int rank,
            long seed,
            double learningRate,
            double value,
            OptionalDouble standardError,
            List<Double> items,
            boolean stillFalling) {
        this(
                "",
                rank,
                "",
                seed,
                learningRate,
                value,
                standardError,
                items,
                stillFalling,
                Cost.UNKNOWN,
                OptionalDouble.empty());
    }

    /** The same run judged by another number: what is known of its loss, item by item and before it began, is not of it. */
    public Observation withMetric(double newValue) {
        return with().value(newValue)
                .items(List.of())
                .startValue(OptionalDouble.empty())
                .build();
    }

    public static Observation of(int rank, long seed, double value) {
        return new Observation(rank, seed, Double.NaN, value, OptionalDouble.empty(), List.of(), false);
    }
}
