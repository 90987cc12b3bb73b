package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = A + B + ... dA = dY, dB = dY, ..., summed over broadcast axes. ONNX Add-14, Sum-13; Identity-16 as a sum of one. */
final class AddRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value dY = scope.gradientOf(node.output());
        node.inputs().forEach(input -> scope.give(input, () -> scope.sumToShape(dY, input)));
    }
}
