package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Tensor;
import org.rankscope.metrics.EvaluatedBatch;
import org.rankscope.metrics.Scores;
import org.rankscope.metrics.TaskScores;
import org.rankscope.model.BaseModel;
import org.rankscope.model.NoiseSchedule;

/** Puts together what the batches of an evaluation set came to: loss and metrics. Used once, in the order of the data. */
final class EvaluationSum {
    private final Targets targets;
    private final Optional<TaskScores> scores;
    private double sum;
    private long items;
    private final List<Double> rows = new ArrayList<>();

    private EvaluationSum(Targets targets, Optional<TaskScores> scores) {
        this.targets = targets;
        this.scores = scores;
    }

    /**
     * Nothing yet, of {@code model}.
     *
     * @param taught whether a teacher's distributions are learnt: the labels are not what is aimed at then, and nothing is
     *     judged by them
     */
    static EvaluationSum of(BaseModel model, Targets targets, boolean taught) {
        OptionalInt noiseSteps =
                model.noise().map(NoiseSchedule::steps).map(OptionalInt::of).orElse(OptionalInt.empty());
        TaskScores scores =
                TaskScores.of(targets.task(), targets.dtype(), model.outputSize(), model.labels(), noiseSteps);
        return new EvaluationSum(targets, taught ? Optional.empty() : Optional.of(scores));
    }

    /**
     * Adds a batch.
     *
     * @param outcome {@link TrainingGraph#outcomes} by name
     */
    void add(Map<String, Tensor> batch, Map<String, Tensor> outcome) {
        Tensor labels = batch.get(TokenBatches.LABELS);
        long[] predicted = targets.countByRow(labels);
        float[] summed = outcome.get(TrainingGraph.ROW_LOSSES).floats();
        for (int row = 0; row < predicted.length; row++) {
            if (predicted[row] > 0) {
                sum += summed[row];
                items += predicted[row];
                rows.add(summed[row] / (double) predicted[row]);
            }
        }
        Map<String, Tensor> made = new LinkedHashMap<>(outcome);
        made.remove(TrainingGraph.ROW_LOSSES);
        scores.ifPresent(judged -> judged.add(new EvaluatedBatch(batch, targets.of(labels), summed, made)));
    }

    /** The mean over all predicted items; not a number where there were none. */
    AdapterEvaluation.Loss loss() {
        double loss = sum / items;
        return new AdapterEvaluation.Loss(
                loss,
                items,
                List.copyOf(rows),
                scores.map(judged -> judged.scores(loss)).orElse(Scores.NONE));
    }
}
