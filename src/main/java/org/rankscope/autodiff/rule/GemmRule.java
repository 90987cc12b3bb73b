package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = α·A'·B' + C, where ' is a transposition or none and C is broadcast.
 * d(A') = α·dY·B'ᵀ, d(B') = α·A'ᵀ·dY, written in the orientation of A and B; dC = dY summed over broadcast axes. ONNX Gemm-13, β = 1.
 */
final class GemmRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        boolean transA = node.intAttribute("transA", 0) == 1;
        boolean transB = node.intAttribute("transB", 0) == 1;
        float alpha = node.floatAttribute("alpha", 1);
        scope.give(a, () -> transA ? g.gemm(b, dY, transB, true, alpha) : g.gemm(dY, b, false, !transB, alpha));
        scope.give(b, () -> transB ? g.gemm(dY, a, true, transA, alpha) : g.gemm(a, dY, !transA, false, alpha));
        if (node.hasInput(2)) {
            scope.give(node.input(2), () -> scope.sumToShape(dY, node.input(2)));
        }
    }
}
