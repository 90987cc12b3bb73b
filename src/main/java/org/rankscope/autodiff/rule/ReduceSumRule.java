package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Y = sum of X over axes. dX = dY stretched along them. ONNX ReduceSum-13. */
final class ReduceSumRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> {
            Value kept = g.reshape(scope.gradientOf(node.output()), Reductions.keptShape(node, g));
            return g.add(kept, g.constant(Tensor.zeros(x.dtype(), x.shape())));
        });
    }
}
