package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = A where the condition holds, else B. dA = dY there, dB = dY elsewhere, zero otherwise. ONNX Where-16. */
final class WhereRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Value condition = node.input(0);
        Value yes = node.input(1);
        Value no = node.input(2);
        Value dY = scope.gradientOf(node.output());
        Arithmetic m = Arithmetic.of(scope.builder(), dY);
        scope.give(yes, () -> scope.sumToShape(m.where(condition, dY), yes));
        scope.give(no, () -> scope.sumToShape(m.except(condition, dY), no));
    }
}
