package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = A - B ∘ n, with n = A / B rounded towards zero. dA = dY, dB = -dY ∘ n, summed over broadcast axes, where n = (A -
 * Y) / B. ONNX Mod-13 with fmod = 1, the only form for floating-point numbers.
 */
final class ModRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value a = node.input(0);
        Value b = node.input(1);
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        Arithmetic m = Arithmetic.of(scope.builder(), y);
        scope.give(a, () -> scope.sumToShape(dY, a));
        scope.give(b, () -> m.neg(scope.sumToShape(m.mul(dY, m.of(Op.ROUND, m.div(m.sub(a, y), b))), b)));
    }
}
