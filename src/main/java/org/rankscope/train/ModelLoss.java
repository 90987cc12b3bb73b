package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterMethod;

/**
 * The loss of an adapted model on a batch: its forward graph, a teacher's where there is one, and what is lost between them. What
 * both models share (all below the first layer in which they differ) is computed once.
 *
 * @param student forward graph with its adapter
 * @param targets what the items of a batch are to predict
 */
record ModelLoss(Graph student, Optional<Teacher> teacher, Targets targets) {
    /** What each item is to predict, [items]; see {@link Targets}. */
    static final String TARGETS = "targets";

    /** Prefix of the parameters of a teacher's adapter. */
    static final String TEACHER = "teacher/";

    /** A model on the same base whose distributions are the targets; its parameters stand behind {@link #TEACHER}. */
    record Teacher(Graph graph, Map<String, Shape> parameters) {
        /** Virtual tokens of the method of a teacher; empty where there is none. */
        static OptionalInt virtualTokens(Optional<AdapterMethod> method) {
            return method.map(teacher -> OptionalInt.of(teacher.virtualTokens()))
                    .orElse(OptionalInt.empty());
        }

        static Optional<Teacher> of(
                Optional<AdapterMethod> method, ModelGraph model, int batchSize, int sequenceLength) {
            return method.map(adapter -> new Teacher(
                    adapter.inject(adapter.base(model, batchSize, sequenceLength), AdapterMethod.Mode.EVALUATION)
                            .graph(),
                    adapter.trainable()));
        }
    }

    /** What a batch is made of: the inputs of {@code model}, and {@link #TARGETS}. */
    static List<Value> fed(ModelGraph model, Targets targets, int batchSize, int sequenceLength) {
        List<Value> fed = new ArrayList<>(model.inputs(batchSize, sequenceLength));
        fed.add(new Value(TARGETS, targets.dtype(), targets.shape()));
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
    ItemLoss build(GraphBuilder g, Map<String, Value> trained, Map<String, Value> batch, Value weight) {
        return loss(g, forward(g, trained, batch).get("logits"), batch, weight);
    }

    /**
     * Adds what an evaluation gives to {@code g}: {@link TrainingGraph#ROW_LOSSES}, the unweighted sums [batch] over what each
     * row predicts (mean losses are for the host to take), and the {@link Outcome}.
     *
     * @param trained as in {@link #build}, as {@code batch}
     */
    Map<String, Value> evaluate(GraphBuilder g, Map<String, Value> trained, Map<String, Value> batch) {
        Map<String, Value> outputs = forward(g, trained, batch);
        Map<String, Value> found = new LinkedHashMap<>(Outcome.of(g, targets, outputs));
        ItemLoss loss = loss(g, outputs.get("logits"), batch, g.constant(1));
        found.put(TrainingGraph.ROW_LOSSES, targets.byRow(g, loss.perItem()));
        return found;
    }

    /** What the student gives, by name. An {@code Identity} that only names it would be one more value to keep. */
    private Map<String, Value> forward(GraphBuilder g, Map<String, Value> trained, Map<String, Value> batch) {
        Map<String, Value> bound = new LinkedHashMap<>(batch);
        bound.putAll(trained);
        Map<String, Value> outputs = new LinkedHashMap<>(g.inlineWith(student, bound, new PatchProducts(g)));
        outputs.replaceAll((name, value) -> g.producerOf(value)
                .filter(node -> node.op() == Op.IDENTITY)
                .map(node -> node.input(0))
                .orElse(value));
        return outputs;
    }

    private ItemLoss loss(GraphBuilder g, Value logits, Map<String, Value> batch, Value weight) {
        Value wanted = batch.get(TARGETS);
        long items = wanted.shape().elements();
        if (logits.shape().dim(0) != items) {
            throw new RequestException("The model gives " + logits.shape().dim(0) + " predictions for a batch with "
                    + items + " labels; choose the task (field 'task', option --task) that it was made for: "
                    + Stream.of(Task.values()).map(Task::json).collect(Collectors.joining(", ")) + ".");
        }
        if (targets.numbers()) {
            return SquaredError.of(g, logits, wanted, weight);
        } else if (teacher.isEmpty()) {
            return CrossEntropy.ofClasses(g, logits, wanted, weight);
        }
        Map<String, Value> frozen = new LinkedHashMap<>(batch);
        teacher.get().parameters().forEach((name, shape) -> frozen.put(name, g.parameter(TEACHER + name, shape)));
        Value taught = g.in("teacher", () -> g.inlineWith(teacher.get().graph(), frozen, new PatchProducts(g)))
                .get("logits");
        return CrossEntropy.ofTeacher(g, logits, g.in("teacher", () -> targets.aligned(g, taught)), wanted, weight);
    }
}
