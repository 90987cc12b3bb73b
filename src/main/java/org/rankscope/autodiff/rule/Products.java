package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * What the rules of matrix products share. For Y = α·A'·B', where ' is a transposition or none: d(A') = α·dY·B'ᵀ and
 * d(B') = α·A'ᵀ·dY, written in the orientation of A and B, so that no transposed copy is made.
 */
final class Products {
    private Products() {}

    /** The operator that multiplies: alpha · op(a) · op(b). */
    @FunctionalInterface
    interface Product {
        Value of(Value a, Value b, boolean transA, boolean transB, float alpha);
    }

    /** Gives the two factors of {@code node} their gradients. */
    static void give(Node node, GradientScope scope, Product product) {
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        boolean transA = node.intAttribute("transA", 0) == 1;
        boolean transB = node.intAttribute("transB", 0) == 1;
        float alpha = node.floatAttribute("alpha", 1);
        scope.give(a, () -> transA ? product.of(b, dY, transB, true, alpha) : product.of(dY, b, false, !transB, alpha));
        scope.give(b, () -> transB ? product.of(dY, a, true, transA, alpha) : product.of(a, dY, !transA, false, alpha));
    }
}
