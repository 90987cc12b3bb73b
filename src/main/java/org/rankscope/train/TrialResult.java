package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What one finished run came to.
 *
 * @param evalLoss nats per token after the best evaluated step; null where there was nothing to evaluate on
 * @param finalEvalLoss nats per token after the last step, likewise
 * @param trainLoss mean of the last tenth of the training losses (at least one)
 * @param bestStep step of the lowest evaluation loss; the stored adapter is from that step
 * @param peakMemoryBytes resident-set high-water mark of the process
 * @param elapsedMillis wall time from the first step to the last evaluation, over all resumed parts
 */
public record TrialResult(
        @JsonProperty("eval_loss") Double evalLoss,
        @JsonProperty("final_eval_loss") Double finalEvalLoss,
        @JsonProperty("train_loss") double trainLoss,
        @JsonProperty("best_step") int bestStep,
        @JsonProperty("trainable_parameters") long trainableParameters,
        @JsonProperty("adapter_bytes") long adapterBytes,
        @JsonProperty("peak_memory_bytes") long peakMemoryBytes,
        @JsonProperty("elapsed_ms") long elapsedMillis) {}
