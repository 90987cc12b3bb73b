package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = α·A'·B' + β·C of matrices, the product as in {@link Products}; dC = β·dY summed over the axes that C was stretched
 * along. Where B is a frozen matrix with an update of low rank, gradients go past it: {@link LowRankUpdate}. ONNX Gemm-13.
 */
final class GemmRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value dY = scope.gradientOf(node.output());
        Products products = new Products(
                g,
                node.input(0),
                node.input(1),
                node.intAttribute("transA", 0) == 1,
                node.intAttribute("transB", 0) == 1,
                node.floatAttribute("alpha", 1));
        scope.give(node.input(0), () -> products.toA(dY, g::gemm));
        LowRankUpdate.of(node.input(1), scope)
                .ifPresentOrElse(
                        update -> update.give(products, dY, scope),
                        () -> scope.give(node.input(1), () -> products.toB(dY, g::gemm)));
        if (node.hasInput(2)) {
            Value c = node.input(2);
            float beta = node.floatAttribute("beta", 1);
            scope.give(c, () -> {
                Value summed = scope.sumToShape(dY, c);
                return beta == 1
                        ? summed
                        : g.mul(summed, Arithmetic.of(g, summed).number(beta));
            });
        }
    }
}
