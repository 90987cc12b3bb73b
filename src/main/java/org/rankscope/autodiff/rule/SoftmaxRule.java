package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = softmax(X) along an axis. dX = Y ∘ (dY - Σ dY ∘ Y), the sum along the axis. ONNX Softmax-13. */
final class SoftmaxRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        scope.give(node.input(0), () -> {
            Value along = g.reduceSum(g.mul(dY, y), List.of(node.intAttribute("axis", -1)), true);
            return g.mul(y, g.sub(dY, along));
        });
    }
}
