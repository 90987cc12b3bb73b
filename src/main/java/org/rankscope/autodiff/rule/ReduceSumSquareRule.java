package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = sum of X² over axes. dX = 2 X ∘ dY stretched along them. ONNX ReduceSumSquare-18. */
final class ReduceSumSquareRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> {
            Value kept = g.reshape(scope.gradientOf(node.output()), Reductions.keptShape(node, g));
            return g.mul(g.mul(x, g.constant(2)), kept);
        });
    }
}
