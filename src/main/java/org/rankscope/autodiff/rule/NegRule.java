package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;

/** Y = -X. dX = -dY. ONNX Neg-13. */
final class NegRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        scope.give(node.input(0), () -> scope.builder().neg(scope.gradientOf(node.output())));
    }
}
