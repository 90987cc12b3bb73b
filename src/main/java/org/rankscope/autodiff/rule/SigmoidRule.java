package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = 1 / (1 + exp(-X)). dX = dY ∘ Y ∘ (1 - Y). ONNX Sigmoid-13. */
final class SigmoidRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        scope.give(node.input(0), () -> g.mul(g.mul(dY, y), g.sub(g.constant(1), y)));
    }
}
