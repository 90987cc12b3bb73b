package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = distances, or their squares, of the rows of A [m, k] to those of B [n, k]. With W = dY / Y for distances (zero
 * where they are) and 2 dY for squares: dA = A ∘ Σₙ W - W·B, dB = B ∘ Σₘ W - Wᵀ·A. com.microsoft CDist-1.
 */
final class CdistRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value b = node.input(1);
        scope.give(a, () -> {
            Value w = weights(node, scope);
            return g.sub(g.mul(a, g.reduceSum(w, List.of(1L), true)), g.gemm(w, b, false, false, 1));
        });
        scope.give(b, () -> {
            Value w = weights(node, scope);
            Value along = g.reshape(g.reduceSum(w, List.of(0L), true), b.shape().with(1, 1));
            return g.sub(g.mul(b, along), g.gemm(w, a, true, false, 1));
        });
    }

    private static Value weights(Node node, GradientScope scope) {
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        Arithmetic m = Arithmetic.of(scope.builder(), y);
        if (!node.textAttribute("metric", "sqeuclidean").equals("euclidean")) {
            return m.times(dY, 2);
        }
        Value isZero = m.equal(y, 0);
        return m.except(isZero, m.div(dY, m.choose(isZero, m.number(1), y)));
    }
}
