package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Losses of classes: for an item with target t, -w[t] · log p[t], w being 1 where no weights are given, and 0 where t
 * is {@code ignore_index}; the mean is over the sum of w.
 */
final class LossExpansions {
    private LossExpansions() {}

    /**
     * From scores [N, C, ...], targets [N, ...] and weights [C]: the loss, and log p. ONNX SoftmaxCrossEntropyLoss-13.
     */
    static List<Value> softmaxCrossEntropy(Node node, GraphBuilder g) {
        Value logP = g.logSoftmax(node.input(0), 1);
        return List.of(loss(node, g, logP), logP).subList(0, node.outputs().size());
    }

    /** From log p [N, C, ...], targets [N, ...] and weights [C]: the loss. ONNX NegativeLogLikelihoodLoss-13. */
    static List<Value> negativeLogLikelihood(Node node, GraphBuilder g) {
        return List.of(loss(node, g, node.input(0)));
    }

    private static Value loss(Node node, GraphBuilder g, Value logP) {
        Arithmetic m = Arithmetic.of(g, logP);
        Value given = node.input(1);
        Value target = given.dtype() == DType.INT64 ? given : g.cast(given, DType.INT64);
        Value weight = m.stretch(m.number(1), target.shape());
        boolean ignores = node.attributes().containsKey("ignore_index");
        Value ignored = ignores ? g.equal(target, number(g, node.intAttribute("ignore_index", 0))) : Value.ABSENT;
        Value index = ignores ? g.where(ignored, number(g, 0), target) : target;
        if (node.hasInput(2)) {
            weight = g.gather(node.input(2), index);
        }
        if (ignores) {
            weight = m.except(ignored, weight);
        }
        Value picked = g.gatherElements(logP, g.reshape(index, logP.shape().with(1, 1)), 1);
        Value losses = m.neg(m.mul(g.reshape(picked, target.shape()), weight));
        return switch (node.textAttribute("reduction", "mean")) {
            case "none" -> losses;
            case "sum" -> total(g, losses);
            default -> m.div(total(g, losses), total(g, weight));
        };
    }

    private static Value total(GraphBuilder g, Value value) {
        Value row = g.reshape(value, Shape.of(value.shape().elements()));
        return g.reduceSum(row, List.of(0L), false);
    }

    private static Value number(GraphBuilder g, long number) {
        return g.constant(Tensor.ofLongs(Shape.SCALAR, number));
    }
}
