package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One line of {@code metrics.jsonl}: either a training step ({@code loss} set) or an evaluation ({@code evalLoss} set).
 *
 * @param step optimiser steps done: {@code loss} at step n is the mean over that step's batch before its n-th update;
 *     {@code evalLoss} at step n is measured after n updates (0: the start)
 * @param loss nats per token
 * @param gradNorm 2-norm over all trained values, before clipping
 * @param elapsedMillis since the run began
 * @param evalLoss nats per predicted token over the whole validation set
 * @param evalItems predicted tokens in the validation set
 * @param evalLosses mean loss of each evaluation row with a predicted token, in a fixed order, for paired comparisons
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
        @JsonProperty("eval_losses") List<Double> evalLosses) {

    public static MetricLine train(int step, double loss, double lr, double gradNorm, long elapsedMillis) {
        return new MetricLine(step, loss, lr, gradNorm, elapsedMillis, null, null, null);
    }

    public static MetricLine evaluation(
            int step, double evalLoss, long evalItems, List<Double> evalLosses, long elapsedMillis) {
        return new MetricLine(step, null, null, null, elapsedMillis, evalLoss, evalItems, evalLosses);
    }

    @JsonIgnore
    public boolean isEvaluation() {
        return evalLoss != null;
    }
}
