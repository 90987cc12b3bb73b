package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;

/** Y = α·A'·B' over equal leading axes, as in {@link Products}. com.microsoft FusedMatMul-1. */
final class FusedMatMulRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        Products.give(node, scope, scope.builder()::fusedMatMul);
    }
}
