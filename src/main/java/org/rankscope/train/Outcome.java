package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.metrics.EvaluatedBatch;
import org.rankscope.metrics.TopScores;

/** What an evaluation gives beside losses, so that metrics can be taken: small tensors, not the logits. */
final class Outcome {
    private Outcome() {}

    /**
     * Adds it to {@code g}.
     *
     * @param outputs of the model: {@code logits} [items, outputs], and the embeddings of pairs
     * @return by the names that {@link EvaluatedBatch} has for them
     */
    static Map<String, Value> of(GraphBuilder g, Targets targets, Map<String, Value> outputs) {
        Value logits = outputs.get("logits");
        Map<String, Value> found = new LinkedHashMap<>();
        switch (targets.task()) {
            case CONTRASTIVE ->
                List.of(EvaluatedBatch.IMAGE_EMBEDS, EvaluatedBatch.TEXT_EMBEDS)
                        .forEach(name -> found.put(name, outputs.get(name)));
            case IMAGE_CLASSIFICATION -> found.put(EvaluatedBatch.PREDICTED, likeliest(g, logits, TopScores.MOST));
            case DENOISING -> {
                // its loss says it all
            }
            default ->
                found.put(
                        EvaluatedBatch.PREDICTED,
                        targets.numbers() ? g.reshape(logits, targets.shape()) : likeliest(g, logits));
        }
        return found;
    }

    /** INT64 [items]: the class with the largest logit, the first of several. ONNX ArgMax-13. */
    private static Value likeliest(GraphBuilder g, Value logits) {
        return g.node(
                Op.ARG_MAX,
                List.of(logits),
                Map.of("axis", new Attribute.Int(1), "keepdims", new Attribute.Int(0)),
                DType.INT64,
                Shape.of(logits.shape().dim(0)));
    }

    /** INT64 [items, k]: the classes with the largest logits; of equal ones the first. ONNX TopK-11. */
    private static Value likeliest(GraphBuilder g, Value logits, int most) {
        long count = Math.min(most, logits.shape().dim(1));
        Shape shape = Shape.of(logits.shape().dim(0), count);
        return g.add(
                        Op.TOP_K,
                        List.of(logits, g.constant(List.of(count))),
                        Map.of("axis", new Attribute.Int(1)),
                        List.of(new Value("largest", DType.FLOAT, shape), new Value("classes", DType.INT64, shape)))
                .outputs()
                .get(1);
    }
}
