package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;

/** Y = exp(X). dX = dY ∘ Y. ONNX Exp-13. */
final class ExpRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        scope.give(node.input(0), () -> scope.builder().mul(scope.gradientOf(node.output()), node.output()));
    }
}
