package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.data.Task;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.Session;
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
        Graph base = model.forward(batches.batchSize(), batches.sequenceLength());
        Map<String, Tensor> adapterValues = new HashMap<>();
        Graph forward = adapter.map(directory -> {
                    AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(directory), model);
                    adapterValues.putAll(method.load(directory));
                    return method.inject(base, AdapterMethod.Mode.EVALUATION).graph();
                })
                .orElse(base);

        GraphBuilder g = new GraphBuilder("evaluation");
        List<Value> fed = ModelLoss.fed(model, task, batches.batchSize(), batches.sequenceLength());
        Map<String, Value> batch = new LinkedHashMap<>();
        fed.forEach(tensor -> batch.put(tensor.name(), g.input(tensor)));
        CrossEntropy loss = new ModelLoss(forward, Optional.empty()).build(g, Map.of(), batch, g.constant(1));
        Graph graph = g.build(List.of(g.named(loss.byRow(g, batches.batchSize()), TrainingGraph.ROW_LOSSES)));

        try (Session session = Session.open(
                graph,
                name -> adapterValues.containsKey(name) ? adapterValues.get(name) : model.weight(name),
                config)) {
            EvaluationLoss found = EvaluationLoss.of(task, batches, index -> {
                GatheredBatches gathered = new GatheredBatches(task, fed, Shape.SCALAR);
                gathered.append(batches.at(index));
                Map<String, Tensor> feeds = new LinkedHashMap<>();
                gathered.addTo(feeds, "");
                try (Session.Results results = session.run(feeds)) {
                    return results.tensor(TrainingGraph.ROW_LOSSES).floats();
                }
            });
            return new Result(found.loss(), Math.exp(found.loss()), found.items());
        }
    }
}
