package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = X⁻¹ of square matrices. dX = -Yᵀ·dY·Yᵀ. com.microsoft Inverse-1. */
final class InverseRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value y = node.output();
        scope.give(node.input(0), () -> {
            Value left = g.fusedMatMul(y, scope.gradientOf(y), true, false, -1);
            return g.fusedMatMul(left, y, false, true, 1);
        });
    }
}
