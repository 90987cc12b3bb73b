package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = (A + B + ...) / n. dA = dY / n, dB = dY / n, ..., summed over broadcast axes. ONNX Mean-13. */
final class MeanRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value dY = scope.gradientOf(node.output());
        Arithmetic m = Arithmetic.of(scope.builder(), dY);
        double share = 1d / node.inputs().size();
        node.inputs().forEach(input -> scope.give(input, () -> scope.sumToShape(m.times(dY, share), input)));
    }
}
