package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = α·A'·B', where ' is a transposition of the last two axes or none; leading axes are equal.
 * d(A') = α·dY·B'ᵀ, d(B') = α·A'ᵀ·dY, written in the orientation of A and B. com.microsoft FusedMatMul-1.
 */
final class FusedMatMulRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        boolean transA = node.intAttribute("transA", 0) == 1;
        boolean transB = node.intAttribute("transB", 0) == 1;
        float alpha = node.floatAttribute("alpha", 1);
        scope.give(a, () -> transA
                ? g.fusedMatMul(b, dY, transB, true, alpha)
                : g.fusedMatMul(dY, b, false, !transB, alpha));
        scope.give(b, () -> transB
                ? g.fusedMatMul(dY, a, true, transA, alpha)
                : g.fusedMatMul(a, dY, !transA, false, alpha));
    }
}
