package org.rankscope.train;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;

/**
 * What the items of a batch are to predict, and which row each belongs to: one item a label, in the order of the labels; of
 * pairs, whose rows are asked for twice, all rows as images and then all rows as texts.
 *
 * @param labels of a batch
 */
record Targets(Task task, Value labels) {
    /** The targets of the batches that {@code model} takes. */
    static Targets of(ModelGraph model, Task task, int batchSize, int sequenceLength) {
        return new Targets(task, task.labels(model.inputs(batchSize, sequenceLength), model.outputSize()));
    }

    /** [items]. */
    Shape shape() {
        long labelled = labels.shape().elements();
        return Shape.of(asksTwice() ? 2 * labelled : labelled);
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
        if (numbers() || !(asksTwice() || task == Task.CAUSAL_LM)) {
            return given.reshaped(shape());
        }
        return Tensor.ofLongs(shape(), task.targets(given.longs(), (int) rowLength()));
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
        int rows = (int) labels.shape().dim(0);
        return asksTwice() ? item % rows : (int) (item / rowLength());
    }

    private long rowLength() {
        return labels.shape().elements() / labels.shape().dim(0);
    }

    private boolean asksTwice() {
        return task == Task.CONTRASTIVE;
    }
}
