package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** C = A - B. dA = dC, dB = -dC, summed over broadcast axes. ONNX Sub-14. */
final class SubRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        scope.give(a, () -> scope.sumToShape(dY, a));
        scope.give(b, () -> scope.builder().neg(scope.sumToShape(dY, b)));
    }
}
