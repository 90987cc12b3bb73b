package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.rankscope.data.TokenBatches;
import org.rankscope.metrics.Metric;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.SessionConfig;

/** Measures a model, with or without an adapter, on data that it is not trained on. */
public final class Evaluator {
    private Evaluator() {}

    /**
     * What was measured.
     *
     * @param evalLoss mean over predicted items: nats, or squared error where numbers are predicted
     * @param perplexity exp of it, of a language model; else null
     * @param evalItems predicted items: tokens, rows, images or pixels; of pairs two each
     * @param metrics what else the task is judged by; null where the data leave a metric undefined
     * @param undefined why, for each of those
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Result(
            @JsonProperty("eval_loss") double evalLoss,
            Double perplexity,
            @JsonProperty("eval_items") long evalItems,
            @JsonProperty("eval_metrics") Map<String, Double> metrics,
            @JsonProperty("undefined_metrics") Map<String, String> undefined) {}

    /**
     * Evaluates on all of {@code batches}.
     *
     * @param adapter a PEFT directory, or what {@link AdapterMethod#stored} else takes
     */
    public static Result evaluate(
            BaseModel model,
            Task task,
            Optional<Path> adapter,
            TokenBatches batches,
            Precision precision,
            SessionConfig config) {
        Optional<AdapterMethod> method = adapter.map(directory -> AdapterMethod.stored(directory, model));
        try (AdapterEvaluation evaluation = AdapterEvaluation.of(model, task, method, batches, precision, config)) {
            AdapterEvaluation.Loss found = evaluation.with(
                    adapter.map(directory -> method.orElseThrow().load(directory))
                            .orElse(Map.of()));
            return new Result(
                    found.loss(),
                    found.scores().values().get(Metric.PERPLEXITY.name()),
                    found.items(),
                    found.scores().values(),
                    found.scores().undefined());
        }
    }
}
