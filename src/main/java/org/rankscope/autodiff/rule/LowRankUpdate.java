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
 * @param p P, or its transpose if {@code transP}
 * @param q Q, or its transpose if {@code transQ}
 */
record LowRankUpdate(Value p, Value q, boolean transP, boolean transQ, float beta) {
    /** The update in {@code matrix}, if it is made by a {@code Gemm} of this form and the way round is the shorter one. */
    static Optional<LowRankUpdate> of(Value matrix, GradientScope scope) {
        return scope.needs(matrix)
                ? scope.builder()
                        .producerOf(matrix)
                        .filter(node -> node.op() == Op.GEMM && node.hasInput(2) && !scope.needs(node.input(2)))
                        .map(LowRankUpdate::of)
                        .filter(update -> update.isThin(matrix.shape()))
                : Optional.empty();
    }

    private static LowRankUpdate of(Node gemm) {
        return new LowRankUpdate(
                gemm.input(0),
                gemm.input(1),
                gemm.intAttribute("transA", 0) == 1,
                gemm.intAttribute("transB", 0) == 1,
                gemm.floatAttribute("alpha", 1));
    }

    private boolean isThin(Shape matrix) {
        long rank = p.shape().dim(transP ? 0 : 1);
        return rank * (matrix.dim(0) + matrix.dim(1)) < matrix.elements();
    }

    /** Gives P and Q their share of dY, the gradient of a product with W' as its second factor. */
    void give(Products of, Value dY, GradientScope scope) {
        GraphBuilder g = of.g();
        Value x = of.a();
        boolean transX = of.transA();
        float scale = of.alpha() * beta;
        if (of.transB()) {
            scope.give(p, () -> {
                Value xQ = g.gemm(x, q, transX, !transQ, 1);
                return transP ? g.gemm(xQ, dY, true, false, scale) : g.gemm(dY, xQ, true, false, scale);
            });
            scope.give(q, () -> {
                Value dYP = g.gemm(dY, p, false, transP, scale);
                return transQ ? g.gemm(x, dYP, !transX, false, 1) : g.gemm(dYP, x, true, transX, 1);
            });
        } else {
            scope.give(p, () -> {
                Value dYQ = g.gemm(dY, q, false, !transQ, scale);
                return transP ? g.gemm(dYQ, x, true, transX, 1) : g.gemm(x, dYQ, !transX, false, 1);
            });
            scope.give(q, () -> {
                Value xP = g.gemm(x, p, transX, transP, 1);
                return transQ ? g.gemm(dY, xP, true, false, scale) : g.gemm(xP, dY, true, false, scale);
            });
        }
    }
}
