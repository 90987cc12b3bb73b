package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * What the rules of matrix products share. For Y = α·A'·B', where ' is a transposition or none: d(A') = α·dY·B'ᵀ and
 * d(B') = α·A'ᵀ·dY, written in the orientation of A and B, so that no transposed copy is made.
 *
 * @param a rank 2 or more
 * @param b rank 2 or more; leading axes of both broadcast
 */
record Products(GraphBuilder g, Value a, Value b, boolean transA, boolean transB, float alpha) {
    /** The operator that multiplies: alpha · op(a) · op(b). */
    @FunctionalInterface
    interface Product {
        Value of(Value a, Value b, boolean transA, boolean transB, float alpha);
    }

    /** With NumPy's meaning of vectors: one on the left is a row, one on the right a column, and neither is transposed. */
    static Products ofAnyRank(GraphBuilder g, Value left, Value right, boolean transA, boolean transB, float alpha) {
        boolean row = left.shape().rank() == 1;
        boolean column = right.shape().rank() == 1;
        Value a = row ? g.reshape(left, left.shape().prepend(1)) : left;
        Value b = column ? g.reshape(right, Shape.of(right.shape().dim(0), 1)) : right;
        return new Products(g, a, b, transA && !row, transB && !column, alpha);
    }

    /** dA by {@code product}, over the leading axes of dY. */
    Value toA(Value dY, Product product) {
        return transA ? product.of(b, dY, transB, true, alpha) : product.of(dY, b, false, !transB, alpha);
    }

    /** dB by {@code product}, over the leading axes of dY. */
    Value toB(Value dY, Product product) {
        return transB ? product.of(dY, a, true, transA, alpha) : product.of(a, dY, !transA, false, alpha);
    }

    /** dA in the shape of A, from dY in any shape. Where B is one matrix, this is a single product. */
    Value gradientOfA(Value dY, GradientScope scope) {
        return scope.sumToShape(toA(unvectored(dY), g::fusedMatMul), a);
    }

    /** dB in the shape of B, from dY in any shape. Where B is one matrix, all rows of A and dY are multiplied at once. */
    Value gradientOfB(Value dY, GradientScope scope) {
        boolean oneMatrix =
                b.shape().elements() == b.shape().dim(-1) * b.shape().dim(-2);
        if (oneMatrix && !transA && a.shape().rank() > 2) {
            Products flat = new Products(g, flat(a), flat(b), false, transB, alpha);
            return g.reshape(flat.toB(flat(unvectored(dY)), g::fusedMatMul), b.shape());
        }
        return scope.sumToShape(toB(unvectored(dY), g::fusedMatMul), b);
    }

    /** dY with the axes that a vector's product lacks. */
    private Value unvectored(Value dY) {
        List<Long> dims = new ArrayList<>(
                GraphBuilder.leading(a).broadcast(GraphBuilder.leading(b)).dims());
        dims.add(a.shape().dim(transA ? -1 : -2));
        dims.add(b.shape().dim(transB ? -2 : -1));
        return g.reshape(dY, new Shape(dims));
    }

    /** Rows of all the matrices under each other. */
    private Value flat(Value x) {
        long columns = x.shape().dim(-1);
        return g.reshape(x, Shape.of(x.shape().elements() / columns, columns));
    }
}
