package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.metrics.Metric;
import org.rankscope.model.Task;

/**
 * What one finished run came to.
 *
 * @param evalLoss mean over what is predicted, nats (or squared error where numbers are predicted), after the best evaluated step; null where there was nothing to evaluate on
 * @param finalEvalLoss that after the last step, likewise
 * @param trainLoss mean of the last tenth of the training losses (at least one)
 * @param bestStep step of the lowest evaluation loss; the stored adapter is from that step. Steps before AdaLoRA has come down
 *     to its budget do not count
 * @param peakMemoryBytes the most that the process had in memory where it trained: resident on the processor, of the
 *     device on a GPU
 * @param elapsedMillis wall time from the first step to the last evaluation, over all resumed parts
 * @param metrics what else the task is judged by, at the best step, by name; null where the validation set leaves a metric
 *     undefined; empty for runs of older versions
 * @param learnedRanks rank of each module of the stored adapter by its name, where training chose it (AdaLoRA); else empty. Those
 *     above 0 are the {@code rank_pattern} of a plain LoRA on these modules
 */
public record TrialResult(
        @JsonProperty("eval_loss") Double evalLoss,
        @JsonProperty("final_eval_loss") Double finalEvalLoss,
        @JsonProperty("train_loss") double trainLoss,
        @JsonProperty("best_step") int bestStep,
        @JsonProperty("trainable_parameters") long trainableParameters,
        @JsonProperty("adapter_bytes") long adapterBytes,
        @JsonProperty("peak_memory_bytes") long peakMemoryBytes,
        @JsonProperty("elapsed_ms") long elapsedMillis,

        @JsonProperty("eval_metrics") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, Double> metrics,

        @JsonProperty("learned_ranks") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, Integer> learnedRanks) {
    public TrialResult {
        metrics = metrics == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        learnedRanks = learnedRanks == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(learnedRanks));
    }

    /** A result with nothing but its losses and costs. */
    public TrialResult(
            Double evalLoss,
            Double finalEvalLoss,
            double trainLoss,
            int bestStep,
            long trainableParameters,
            long adapterBytes,
            long peakMemoryBytes,
            long elapsedMillis) {
        this(
                evalLoss,
                finalEvalLoss,
                trainLoss,
                bestStep,
                trainableParameters,
                adapterBytes,
                peakMemoryBytes,
                elapsedMillis,
                Map.of());
    }

    /** A result of a method whose ranks are given. */
    public TrialResult(
            Double evalLoss,
            Double finalEvalLoss,
            double trainLoss,
            int bestStep,
            long trainableParameters,
            long adapterBytes,
            long peakMemoryBytes,
            long elapsedMillis,
            Map<String, Double> metrics) {
        this(
                evalLoss,
                finalEvalLoss,
                trainLoss,
                bestStep,
                trainableParameters,
                adapterBytes,
                peakMemoryBytes,
                elapsedMillis,
                metrics,
                Map.of());
    }

    /** The metric that results of {@code task} are first looked at by; empty where there is none. */
    @JsonIgnore
    public Optional<Metric> mainMetric(Task task) {
        return Metric.main(task, metrics.keySet());
    }
}
