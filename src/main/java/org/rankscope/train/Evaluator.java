package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.rankscope.data.TokenBatches;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.SessionConfig;

/** Measures a model, with or without an adapter, on data that it is not trained on. */
public final class Evaluator {
    private Evaluator() {}

    /**
     * What was measured.
     *
     * @param evalLoss nats per predicted item
     * @param perplexity exp of it
     * @param evalItems predicted items: tokens, rows or images
     */
    public record Result(
            @JsonProperty("eval_loss") double evalLoss,
            double perplexity,
            @JsonProperty("eval_items") long evalItems) {}

    /**
     * Evaluates on all of {@code batches}.
     *
     * @param adapter a PEFT directory
     */
    public static Result evaluate(
            BaseModel model, Task task, Optional<Path> adapter, TokenBatches batches, SessionConfig config) {
        Optional<AdapterMethod> method =
                adapter.map(directory -> AdapterMethod.of(AdapterFiles.readConfig(directory), model));
        try (AdapterEvaluation evaluation = AdapterEvaluation.of(model, task, method, batches, config)) {
            AdapterEvaluation.Loss found = evaluation.with(
                    adapter.map(directory -> method.orElseThrow().load(directory))
                            .orElse(Map.of()));
            return new Result(found.loss(), Math.exp(found.loss()), found.items());
        }
    }
}
