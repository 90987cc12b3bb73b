package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = the largest (smallest) of A, B, ... at each place. dY goes to the input that gave it, to the first where several
 * are equal, summed over broadcast axes. ONNX Max-13, Min-13.
 */
final class ExtremumRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value y = node.output();
        Value left = scope.gradientOf(y);
        Arithmetic m = Arithmetic.of(g, y);
        int last = lastNeeded(node, scope);
        for (int i = 0; i <= last; i++) {
            Value input = node.input(i);
            Value dY = left;
            if (i == node.inputs().size() - 1) {
                scope.give(input, () -> scope.sumToShape(dY, input));
            } else {
                Value chosen = g.equal(input, y);
                scope.give(input, () -> scope.sumToShape(m.where(chosen, dY), input));
                left = i < last ? m.except(chosen, dY) : dY;
            }
        }
    }

    private static int lastNeeded(Node node, GradientScope scope) {
        int last = node.inputs().size() - 1;
        while (last >= 0 && !scope.needs(node.input(last))) {
            last--;
        }
        return last;
    }
}
