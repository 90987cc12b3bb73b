package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterMethod;

/**
 * The loss of an adapted model on a batch: its forward graph, a teacher's where there is one, and their cross-entropy. What
 * both models share (all below the first layer in which they differ) is computed once.
 *
 * @param student forward graph with its adapter
 */
record ModelLoss(Graph student, Optional<Teacher> teacher) {
    /** What to predict at each place, INT64 in the shape of the labels; {@link TokenBatches#IGNORE} for nothing. */
    static final String TARGETS = "targets";

    /** Prefix of the parameters of a teacher's adapter. */
    static final String TEACHER = "teacher/";

    /** A model on the same base whose distributions are the targets; its parameters stand behind {@link #TEACHER}. */
    record Teacher(Graph graph, Map<String, Shape> parameters) {
        static Optional<Teacher> of(Optional<AdapterMethod> method, Graph base) {
            return method.map(adapter -> new Teacher(
                    adapter.inject(base, AdapterMethod.Mode.EVALUATION).graph(), adapter.trainable()));
        }
    }

    /** What a batch is made of: the inputs of {@code model}, and {@link #TARGETS}. */
    static List<Value> fed(ModelGraph model, Task task, int batchSize, int sequenceLength) {
        List<Value> fed = new ArrayList<>(model.inputs(batchSize, sequenceLength));
        Value labels = task.labels(fed, model.outputSize());
        fed.add(new Value(TARGETS, labels.dtype(), labels.shape()));
        return List.copyOf(fed);
    }

    /**
     * Adds the loss to {@code g}.
     *
     * @param trained values of trained parameters by name; others are parameters of {@code g}
     * @param batch values of {@link #fed}, and the student's dropout masks
     * @param weight what a predicted item counts, a scalar
     * @throws RequestException if the model does not predict what there are targets for
     */
    CrossEntropy build(GraphBuilder g, Map<String, Value> trained, Map<String, Value> batch, Value weight) {
        Map<String, Value> bound = new LinkedHashMap<>(batch);
        bound.putAll(trained);
        Value logits = g.inline(student, bound).get("logits");
        long items = batch.get(TARGETS).shape().elements();
        if (logits.shape().dim(0) != items) {
            throw new RequestException("The model gives " + logits.shape().dim(0) + " predictions for a batch with "
                    + items + " labels; choose the task (field 'task', option --task) that it was made for: "
                    + Stream.of(Task.values()).map(Task::json).collect(Collectors.joining(", ")) + ".");
        }
        Value targets = g.reshape(batch.get(TARGETS), Shape.of(items));
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
