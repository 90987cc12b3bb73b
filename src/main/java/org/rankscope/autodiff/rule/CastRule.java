package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = X in another type. dX = dY in the type of X. ONNX Cast-13, CastLike-15; integers have no gradient. */
final class CastRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> dY.dtype() == x.dtype() ? dY : scope.builder().cast(dY, x.dtype()));
    }
}
