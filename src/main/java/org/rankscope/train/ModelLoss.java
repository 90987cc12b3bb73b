package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.peft.AdapterMethod;

/**
 * The loss of an adapted model on a batch: its forward graph, a teacher's where there is one, and their cross-entropy. What
 * both models share (all below the first layer in which they differ) is computed once.
 *
 * @param student forward graph with its adapter
 */
record ModelLoss(Graph student, Optional<Teacher> teacher) {
    /** The token to predict at each position, {@link TokenBatches#IGNORE} for none. */
    static final String TARGETS = "targets";

    /** The tensors of a batch, INT64 [batch, seq] each. */
    static final List<String> TOKENS = List.of(TokenBatches.INPUT_IDS, TokenBatches.ATTENTION_MASK, TARGETS);

    /** Prefix of the parameters of a teacher's adapter. */
    static final String TEACHER = "teacher/";

    /** A model on the same base whose distributions are the targets; its parameters stand behind {@link #TEACHER}. */
    record Teacher(Graph graph, Map<String, Shape> parameters) {
        static Optional<Teacher> of(Optional<AdapterMethod> method, Graph base) {
            return method.map(adapter -> new Teacher(
                    adapter.inject(base, AdapterMethod.Mode.EVALUATION).graph(), adapter.trainable()));
        }
    }

    /**
     * Adds the loss to {@code g}.
     *
     * @param trained values of trained parameters by name; others are parameters of {@code g}
     * @param batch {@link #TOKENS}, and the student's dropout masks
     * @param weight what a predicted token counts, a scalar
     */
    CrossEntropy build(GraphBuilder g, Map<String, Value> trained, Map<String, Value> batch, Value weight) {
        Map<String, Value> bound = new LinkedHashMap<>(batch);
        bound.putAll(trained);
        Value logits = g.inline(student, bound).get("logits");
        Value targets = g.reshape(
                batch.get(TARGETS), Shape.of(batch.get(TARGETS).shape().elements()));
        if (teacher.isEmpty()) {
            return CrossEntropy.ofTokens(g, logits, targets, weight);
        }
        Map<String, Value> frozen = new LinkedHashMap<>(batch);
        teacher.get().parameters().forEach((name, shape) -> frozen.put(name, g.parameter(TEACHER + name, shape)));
        Value wanted =
                g.in("teacher", () -> g.inline(teacher.get().graph(), frozen)).get("logits");
        return CrossEntropy.ofTeacher(g, logits, wanted, targets, weight);
    }
}
