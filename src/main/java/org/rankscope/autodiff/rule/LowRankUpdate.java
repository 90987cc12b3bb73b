package org.rankscope.autodiff.rule;

import java.util.Optional;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * A frozen matrix with a product of two thin ones added, W' = W + β·P·Q with P [m, r] and Q [r, n]. What the gradient of W'
 * would be multiplied with is multiplied first, so that a matrix of its size is never made: with Y = α·X·W'ᵀ,
 * dP = αβ·dYᵀ·(X·Qᵀ) and dQ = αβ·(dY·P)ᵀ·X; with Y = α·X·W', dP = αβ·Xᵀ·(dY·Qᵀ) and dQ = αβ·(X·P)ᵀ·dY.
 *
 * @param p tall factor
 * @param q wide factor
 */
record LowRankUpdate(Value p, Value q, float beta) {
    /** The update in {@code matrix}, if it is made by a {@code Gemm} of this form and the way round is the shorter one. */
    static Optional<LowRankUpdate> of(Value matrix, GradientScope scope) {
        return scope.needs(matrix)
                ? scope.builder()
                        .producerOf(matrix)
                        .filter(node -> isUpdate(node, scope))
                        .map(node -> new LowRankUpdate(node.input(0), node.input(1), node.floatAttribute("alpha", 1)))
                : Optional.empty();
    }

    private static boolean isUpdate(Node node, GradientScope scope) {
        if (node.op() != Op.GEMM || !node.hasInput(2) || scope.needs(node.input(2))) {
            return false;
        }
        Shape shape = node.output().shape();
        long rank = node.input(0).shape().dim(-1);
        return node.intAttribute("transA", 0) == 0
                && node.intAttribute("transB", 0) == 0
                && rank * (shape.dim(0) + shape.dim(1)) < shape.elements();
    }

    /** Gives P and Q their share of dY, the gradient of a product with W' as its second factor. */
    void give(Products of, Value dY, GradientScope scope) {
        GraphBuilder g = of.g();
        Value x = of.a();
        boolean transX = of.transA();
        float scale = of.alpha() * beta;
        if (of.transB()) {
            scope.give(p, () -> g.gemm(dY, g.gemm(x, q, transX, true, 1), true, false, scale));
            scope.give(q, () -> g.gemm(g.gemm(dY, p, false, false, scale), x, true, transX, 1));
        } else {
            scope.give(p, () -> g.gemm(x, g.gemm(dY, q, false, true, scale), !transX, false, 1));
            scope.give(q, () -> g.gemm(g.gemm(x, p, transX, false, 1), dY, true, false, scale));
        }
    }
}
