package org.rankscope.train;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;

/**
 * What the items of a batch are to predict, and which row each belongs to: one item a label, in the order of the labels; of
 * pairs, whose rows are asked for twice, all rows as images and then all rows as texts. Virtual tokens are items as well: they
 * have no label, but the last of them predicts the first token of its row.
 *
 * @param labels of a batch
 * @param virtualTokens items in front of each row's labels
 * @param first whether the first token of a row may be predicted
 */
record Targets(Task task, Value labels, int virtualTokens, boolean first) {
    /**
     * The targets of the batches that {@code model} takes.
     *
     * @param virtualTokens of the method
     * @param teacher virtual tokens of a teacher, where there is one: without any it says nothing of the first token
     */
    static Targets of(
            ModelGraph model, Task task, int batchSize, int sequenceLength, int virtualTokens, OptionalInt teacher) {
        return new Targets(
                task,
                task.labels(model.inputs(batchSize, sequenceLength), model.outputSize()),
                task.labelsTokens() ? virtualTokens : 0,
                teacher.isEmpty() || teacher.getAsInt() > 0);
    }

    /** [items]. */
    Shape shape() {
        return Shape.of((asksTwice() ? 2 : 1) * rows() * itemsOfRow());
    }

    DType dtype() {
        return labels.dtype();
    }

    /** Whether numbers are predicted, not classes. */
    boolean numbers() {
        return dtype() == DType.FLOAT;
    }

    /** The targets [items] of a batch with these labels; a view of them where each is a target as it is. */
    Tensor of(Tensor given) {
        if (numbers() || !(asksTwice() || task == Task.CAUSAL_LM || virtualTokens > 0)) {
            return given.reshaped(shape());
        }
        return Tensor.ofLongs(
                shape(), task.targets(virtualTokens == 0 ? given.longs() : lengthened(given), (int) itemsOfRow()));
    }

    /** The labels of each row behind as many that ask for nothing as there are virtual tokens. */
    private long[] lengthened(Tensor given) {
        int labelled = (int) rowLength();
        int items = (int) itemsOfRow();
        long[] all = new long[(int) (rows() * items)];
        Arrays.fill(all, Task.IGNORE);
        LongBuffer from = given.data().asLongBuffer();
        for (int row = 0; row < rows(); row++) {
            from.get(all, row * items + virtualTokens, labelled);
            if (task == Task.CAUSAL_LM && !first) {
                all[row * items + virtualTokens] = Task.IGNORE;
            }
        }
        return all;
    }

    /**
     * The logits of another model on the same batch as these items have them: without its virtual tokens, or with zeros for
     * those that it hasn't.
     *
     * @param logits [rows · (its virtual tokens + labels), outputs]
     */
    Value aligned(GraphBuilder g, Value logits) {
        long outputs = logits.shape().dim(1);
        long own = logits.shape().dim(0) / rows();
        long more = itemsOfRow() - own;
        if (more == 0 || asksTwice()) {
            return logits;
        }
        Value apart = g.reshape(logits, Shape.of(rows(), own, outputs));
        Value aligned = more < 0
                ? g.part(apart, 1, -more, itemsOfRow())
                : g.concat(List.of(g.constant(Tensor.zeros(DType.FLOAT, Shape.of(rows(), more, outputs))), apart), 1);
        return g.reshape(aligned, Shape.of(rows() * itemsOfRow(), outputs));
    }

    /** How many items each row predicts. */
    long[] countByRow(Tensor given) {
        Tensor targets = of(given);
        int rows = Math.toIntExact(labels.shape().dim(0));
        long[] counts = new long[rows];
        int items = Math.toIntExact(shape().elements());
        if (numbers()) {
            FloatBuffer values = targets.data().asFloatBuffer();
            for (int i = 0; i < items; i++) {
                counts[row(i)] += Float.isNaN(values.get(i)) ? 0 : 1;
            }
        } else {
            LongBuffer values = targets.data().asLongBuffer();
            for (int i = 0; i < items; i++) {
                counts[row(i)] += values.get(i) == Task.IGNORE ? 0 : 1;
            }
        }
        return counts;
    }

    /** Sums {@code perItem} [items] over the items of each row [batch]. */
    Value byRow(GraphBuilder g, Value perItem) {
        long rows = labels.shape().dim(0);
        long each = perItem.shape().elements() / rows;
        return asksTwice()
                ? g.reduceSum(g.reshape(perItem, Shape.of(each, rows)), List.of(0L), false)
                : g.reduceSum(g.reshape(perItem, Shape.of(rows, each)), List.of(1L), false);
    }

    private int row(int item) {
        return (int) (asksTwice() ? item % rows() : item / itemsOfRow());
    }

    private long rows() {
        return labels.shape().dim(0);
    }

    private long rowLength() {
        return labels.shape().elements() / rows();
    }

    /** Of pairs each of the two times. */
    private long itemsOfRow() {
        return virtualTokens + rowLength();
    }

    private boolean asksTwice() {
        return task == Task.CONTRASTIVE;
    }
}
