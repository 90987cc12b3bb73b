package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = X above zero, slope ∘ X below. dX = dY above, slope ∘ dY below; dslope = Σ dY ∘ min(X, 0). ONNX PRelu-16. */
final class PReluRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        Value slope = node.input(1);
        Value dY = scope.gradientOf(node.output());
        Arithmetic m = Arithmetic.of(scope.builder(), x);
        scope.give(x, () -> m.choose(m.greater(x, 0), dY, m.mul(dY, slope)));
        scope.give(slope, () -> scope.sumToShape(m.mul(dY, m.atMost(x, 0)), slope));
    }
}
