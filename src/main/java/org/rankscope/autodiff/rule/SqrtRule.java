package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = √X. dX = dY / (2 Y). ONNX Sqrt-13. */
final class SqrtRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value dY = scope.gradientOf(node.output());
        scope.give(node.input(0), () -> g.div(g.mul(dY, g.constant(0.5f)), node.output()));
    }
}
