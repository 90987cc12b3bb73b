package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = α·A'·B' + C of matrices, the product as in {@link Products}; dC = dY summed over the axes that C was stretched along.
 * ONNX Gemm-13 with β = 1.
 */
final class GemmRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Products.give(node, scope, (a, b, transA, transB, alpha) -> g.gemm(a, b, transA, transB, alpha));
        if (node.hasInput(2)) {
            Value c = node.input(2);
            scope.give(c, () -> scope.sumToShape(scope.gradientOf(node.output()), c));
        }
    }
}
