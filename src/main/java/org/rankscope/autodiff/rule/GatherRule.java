package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Y = rows of X at indices. dX = zeros, with the rows of dY added at them. ONNX Gather-13, axis 0. */
final class GatherRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value data = node.input(0);
        Value indices = node.input(1);
        scope.give(data, () -> {
            Value column = g.reshape(indices, Shape.of(indices.shape().elements(), 1));
            Value rows = g.reshape(
                    scope.gradientOf(node.output()),
                    data.shape().inner().prepend(indices.shape().elements()));
            return g.scatterNdAdd(g.constant(Tensor.zeros(data.dtype(), data.shape())), column, rows);
        });
    }
}
