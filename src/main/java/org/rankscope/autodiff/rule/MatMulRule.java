package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = A·B. dA = dY·Bᵀ, dB = Aᵀ·dY, summed over broadcast axes, by {@link Products}. ONNX MatMul-13, with NumPy's meaning of
 * vectors and leading axes.
 */
final class MatMulRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        Products products = Products.ofAnyRank(g, a, b, false, false, 1);
        scope.give(a, () -> g.reshape(products.gradientOfA(dY, scope), a.shape()));
        scope.give(b, () -> g.reshape(products.gradientOfB(dY, scope), b.shape()));
    }
}
