package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.rankscope.metrics.Scores;

/**
 * One line of {@code metrics.jsonl}: either a training step ({@code loss} set) or an evaluation ({@code evalLoss} set).
 *
 * @param step optimiser steps done: {@code loss} at step n is the mean over that step's batch before its n-th update;
 *     {@code evalLoss} at step n is measured after n updates (0: the start)
 * @param loss mean over what is predicted: nats, or squared error where numbers are predicted
 * @param gradNorm 2-norm over all trained values, before clipping
 * @param elapsedMillis since the run began
 * @param evalLoss likewise, over the whole validation set
 * @param evalItems predicted items in the validation set: tokens, rows, pixels
 * @param evalLosses mean loss of each evaluation row that predicts something, in a fixed order, for paired comparisons
 * @param evalMetrics what else the task is judged by; null where the validation set leaves a metric undefined. Lines of older
 *     runs have none
 * @param undefinedMetrics why, for each of those
 * @param keptRanks rank that is left on each module by its name, where training chooses it (AdaLoRA); else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetricLine(
        int step,
        Double loss,
        Double lr,
        @JsonProperty("grad_norm") Double gradNorm,
        @JsonProperty("elapsed_ms") Long elapsedMillis,
        @JsonProperty("eval_loss") Double evalLoss,
        @JsonProperty("eval_items") Long evalItems,
        @JsonProperty("eval_losses") List<Double> evalLosses,
        @JsonProperty("eval_metrics") Map<String, Double> evalMetrics,
        @JsonProperty("undefined_metrics") Map<String, String> undefinedMetrics,
        @JsonProperty("kept_ranks") Map<String, Integer> keptRanks) {

    /** @param gradNorm null for a step that was left out, since its gradients were not finite */
    public static MetricLine train(int step, double loss, double lr, Double gradNorm, long elapsedMillis) {
        return new MetricLine(step, loss, lr, gradNorm, elapsedMillis, null, null, null, null, null, null);
    }

    public static MetricLine evaluation(
            int step, double evalLoss, long evalItems, List<Double> evalLosses, long elapsedMillis) {
        return evaluation(step, evalLoss, evalItems, evalLosses, elapsedMillis, Scores.NONE);
    }

    public static MetricLine evaluation(
            int step, double evalLoss, long evalItems, List<Double> evalLosses, long elapsedMillis, Scores scores) {
        return new MetricLine(
                step,
                null,
                null,
                null,
                elapsedMillis,
                evalLoss,
                evalItems,
                evalLosses,
                scores.values().isEmpty() ? null : scores.values(),
                scores.undefined().isEmpty() ? null : scores.undefined(),
                null);
    }

    /** This evaluation with the rank that each module has left; none where there is nothing to say. */
    MetricLine withKeptRanks(Map<String, Integer> ranks) {
        return ranks.isEmpty()
                ? this
                : new MetricLine(
                        step,
                        loss,
                        lr,
                        gradNorm,
                        elapsedMillis,
                        evalLoss,
                        evalItems,
                        evalLosses,
                        evalMetrics,
                        undefinedMetrics,
                        ranks);
    }

    @JsonIgnore
    public boolean isEvaluation() {
        return evalLoss != null;
    }
}
