package org.rankscope.ui.study;

import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Capacity;
import org.rankscope.insight.TrialDiagnosis;
import org.rankscope.metrics.Metric;
import org.rankscope.study.Failure;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;

/**
 * What is known of one method at one capacity: its cells at their own best learning rate, put together.
 *
 * @param setting what else was searched over, in words; empty where every cell shares it
 * @param colour which names its colour and its marker everywhere: the place of its rank among all ranks of the study, tried or
 *     to come; where methods are compared, that of its method; {@link #REFERENCE} for the reference
 * @param state COMPLETE once every cell is finished and one of them gave a result
 * @param finishedCells cells that will not be run again
 * @param cells all cells, over seeds and learning rates
 * @param results finished results behind {@code loss}
 * @param loss mean validation loss over the seeds at {@code bestRate}, nats per token; NaN until there is one
 * @param standardError of that mean: over seeds, or over evaluation items where there is one run; NaN where unknown
 * @param metric what the task is first looked at by beside its loss, the mean over the same results; empty where there is none
 * @param parameters trainable; 0 until known
 * @param adapterBytes size of the stored adapter; 0 until known
 * @param peakMemoryBytes the largest of any cell's; 0 until known
 * @param elapsedMillis mean over the same cells; 0 until known
 * @param bestRate learning rate that {@code loss} is of; NaN until there is one
 * @param runningLoss newest validation loss of the cell that is being trained; NaN if none is
 * @param otherRates the means at other learning rates
 * @param diagnoses how the runs behind {@code loss} went
 * @param capacity the training text of one of those runs against its parameters; empty where it is not known
 * @param failure the first failure, if a cell failed
 */
public record VariantSummary(
        Variant variant,
        String setting,
        int colour,
        TrialState state,
        int finishedCells,
        int cells,
        int results,
        double loss,
        double standardError,
        Optional<MeanMetric> metric,
        long parameters,
        long adapterBytes,
        long peakMemoryBytes,
        long elapsedMillis,
        double bestRate,
        double runningLoss,
        List<RateResult> otherRates,
        List<TrialDiagnosis> diagnoses,
        Optional<Capacity> capacity,
        Optional<Failure> failure) {
    /** The colour of what others are compared with. */
    public static final int REFERENCE = -1;

    /** Mean validation loss at a learning rate that is not the best. */
    public record RateResult(double learningRate, double loss) {}

    /** The mean of a metric over the results that have a value of it. */
    public record MeanMetric(Metric metric, double value) {}

    public boolean hasLoss() {
        return !Double.isNaN(loss);
    }

    /** Whether {@code trial} is one of those that {@code loss} is the mean of, or would be once it is complete. */
    public boolean isBest(Trial trial) {
        return Variant.of(trial).equals(variant)
                && trial.learningRate() == bestRate
                && trial.setting().equals(setting);
    }

    public boolean isRunning() {
        return state == TrialState.RUNNING;
    }
}
