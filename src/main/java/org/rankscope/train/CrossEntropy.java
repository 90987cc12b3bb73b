package org.rankscope.train;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.Task;

/**
 * Cross-entropy of predicted classes, and its gradient in closed form: with p = softmax(logits) and a target distribution
 * q, loss = -Σ q log p and d loss / d logits = p - q. The target is one class, or the distribution of a teacher.
 */
final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The loss of one class for each item.
     *
     * @param logits [items, classes]
     * @param targets INT64 [items]: the class of each item, or {@link Task#IGNORE}
     * @param weight scalar
     */
    static ItemLoss ofClasses(GraphBuilder g, Value logits, Value targets, Value weight) {
        long items = logits.shape().dim(0);
        Shape column = Shape.of(items, 1);
        Value weights = weights(g, targets, weight);
        Value index = g.reshape(g.max(targets, g.constant(Tensor.ofLongs(Shape.SCALAR, 0))), column);
        Value logProbabilities = g.logSoftmax(logits, -1);
        Value picked = g.reshape(g.gatherElements(logProbabilities, index, 1), Shape.of(items));
        Value scale = g.reshape(weights, column);
        Value weighted = g.mul(g.exp(logProbabilities), scale);
        return new ItemLoss(
                logits,
                counted(g, targets, g.neg(picked)),
                g.scatterElementsAdd(weighted, index, g.neg(scale), 1),
                weights);
    }

    /**
     * The loss against a teacher's distribution.
     *
     * @param teacherLogits [items, classes]
     * @param targets items with {@link Task#IGNORE} count for nothing
     */
    static ItemLoss ofTeacher(GraphBuilder g, Value logits, Value teacherLogits, Value targets, Value weight) {
        Value weights = weights(g, targets, weight);
        Value logProbabilities = g.logSoftmax(logits, -1);
        Value wanted = g.softmax(teacherLogits, -1);
        Value perItem = g.neg(g.reduceSum(g.mul(wanted, logProbabilities), List.of(-1L), false));
        Value difference = g.sub(g.exp(logProbabilities), wanted);
        return new ItemLoss(
                logits,
                counted(g, targets, perItem),
                g.mul(difference, g.reshape(weights, Shape.of(logits.shape().dim(0), 1))),
                weights);
    }

    private static Value weights(GraphBuilder g, Value targets, Value weight) {
        return g.where(ignored(g, targets), g.constant(0), weight);
    }

    /** {@code losses}, but 0 where nothing is predicted, whatever the loss would be there. */
    private static Value counted(GraphBuilder g, Value targets, Value losses) {
        return g.where(ignored(g, targets), g.constant(0), losses);
    }

    private static Value ignored(GraphBuilder g, Value targets) {
        return g.equal(targets, g.constant(Tensor.ofLongs(Shape.SCALAR, Task.IGNORE)));
    }
}
