package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = log softmax(X) along an axis. dX = dY - exp(Y) ∘ Σ dY, the sum along the axis. ONNX LogSoftmax-13. */
final class LogSoftmaxRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        scope.give(node.input(0), () -> {
            Value along = g.reduceSum(dY, List.of(node.intAttribute("axis", -1)), true);
            return g.sub(dY, g.mul(g.exp(y), along));
        });
    }
}
