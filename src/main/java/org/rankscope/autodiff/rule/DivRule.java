package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * C = A / B. dA = dC / B and dB = -(dC ∘ C) / B, summed over broadcast axes, the latter before the division. ONNX
 * Div-14.
 */
final class DivRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        scope.give(a, () -> scope.sumToShape(g.div(dY, b), a));
        scope.give(b, () -> g.neg(g.div(scope.sumToShape(g.mul(dY, node.output()), b), b)));
    }
}
