package org.rankscope.train;

import java.util.List;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Cross-entropy of predicted tokens, and its gradient in closed form: with p = softmax(logits) and a target distribution
 * q, loss = -Σ q log p and d loss / d logits = p - q. The target is one token, or the distribution of a teacher.
 *
 * @param logits where the loss was taken
 * @param perToken loss of each position [tokens], 0 where nothing is predicted
 * @param logitsGradient gradient of the weighted sum of losses [tokens, vocab]
 * @param weights what each position counts [tokens]: the given weight, 0 where nothing is predicted
 */
record CrossEntropy(Value logits, Value perToken, Value logitsGradient, Value weights) {
    /**
     * The loss of next tokens.
     *
     * @param logits [tokens, vocab]
     * @param targets INT64 [tokens]: the token to predict at each position, or {@link TokenBatches#IGNORE}
     * @param weight scalar
     */
    static CrossEntropy ofTokens(GraphBuilder g, Value logits, Value targets, Value weight) {
        long tokens = logits.shape().dim(0);
        Shape column = Shape.of(tokens, 1);
        Value weights = weights(g, targets, weight);
        Value index = g.reshape(g.max(targets, g.constant(Tensor.ofLongs(Shape.SCALAR, 0))), column);
        Value logProbabilities = g.logSoftmax(logits, -1);
        Value picked = g.reshape(g.gatherElements(logProbabilities, index, 1), Shape.of(tokens));
        Value scale = g.reshape(weights, column);
        Value weighted = g.mul(g.exp(logProbabilities), scale);
        return new CrossEntropy(
                logits,
                counted(g, targets, g.neg(picked)),
                g.scatterElementsAdd(weighted, index, g.neg(scale), 1),
                weights);
    }

    /**
     * The loss against a teacher's distribution.
     *
     * @param teacherLogits [tokens, vocab]
     * @param targets positions with {@link TokenBatches#IGNORE} count for nothing
     */
    static CrossEntropy ofTeacher(GraphBuilder g, Value logits, Value teacherLogits, Value targets, Value weight) {
        Value weights = weights(g, targets, weight);
        Value logProbabilities = g.logSoftmax(logits, -1);
        Value wanted = g.softmax(teacherLogits, -1);
        Value perToken = g.neg(g.reduceSum(g.mul(wanted, logProbabilities), List.of(-1L), false));
        Value difference = g.sub(g.exp(logProbabilities), wanted);
        return new CrossEntropy(
                logits,
                counted(g, targets, perToken),
                g.mul(difference, g.reshape(weights, Shape.of(logits.shape().dim(0), 1))),
                weights);
    }

    /** The weighted sum of the losses, a scalar. */
    Value total(GraphBuilder g) {
        return g.reduceSum(g.mul(perToken, weights), List.of(0L), false);
    }

    /** Summed losses of each row of a batch, unweighted [batch]. */
    Value byRow(GraphBuilder g, long batchSize) {
        Shape rows = Shape.of(batchSize, perToken.shape().elements() / batchSize);
        return g.reduceSum(g.reshape(perToken, rows), List.of(1L), false);
    }

    private static Value weights(GraphBuilder g, Value targets, Value weight) {
        return g.where(ignored(g, targets), g.constant(0), weight);
    }

    /** {@code losses}, but 0 where nothing is predicted, whatever the loss would be there. */
    private static Value counted(GraphBuilder g, Value targets, Value losses) {
        return g.where(ignored(g, targets), g.constant(0), losses);
    }

    private static Value ignored(GraphBuilder g, Value targets) {
        return g.equal(targets, g.constant(Tensor.ofLongs(Shape.SCALAR, TokenBatches.IGNORE)));
    }
}
