package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = α·A'·B' by {@link Products}, with NumPy's meaning of vectors and leading axes. With transBatchA the axes of A are
 * [m, batch..., k] and are first brought into the order [batch..., m, k]; likewise B. com.microsoft FusedMatMul-1.
 */
final class FusedMatMulRule implements GradientRule {
    /** Why gradients can't go through {@code node}. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        boolean transposedByVector = node.intAttribute("transA", 0) == 1
                && node.input(0).shape().rank() > 1
                && node.input(1).shape().rank() == 1;
        return transposedByVector
                ? Optional.of("ONNX Runtime multiplies a transposed matrix by a vector wrongly")
                : Optional.empty();
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        boolean batchA = node.intAttribute("transBatchA", 0) == 1;
        boolean batchB = node.intAttribute("transBatchB", 0) == 1;
        Value a = batchA ? g.transpose(node.input(0), inward(node.input(0))) : node.input(0);
        Value b = batchB ? g.transpose(node.input(1), inward(node.input(1))) : node.input(1);
        Value dY = scope.gradientOf(node.output());
        Products products = Products.ofAnyRank(
                g,
                a,
                b,
                node.intAttribute("transA", 0) == 1,
                node.intAttribute("transB", 0) == 1,
                node.floatAttribute("alpha", 1));
        scope.give(node.input(0), () -> outward(g, g.reshape(products.gradientOfA(dY, scope), a.shape()), batchA));
        scope.give(node.input(1), () -> outward(g, g.reshape(products.gradientOfB(dY, scope), b.shape()), batchB));
    }

    /** The first axis moved in front of the last. */
    private static List<Long> inward(Value x) {
        int rank = x.shape().rank();
        List<Long> order = new ArrayList<>(LongStream.range(1, rank - 1).boxed().toList());
        order.add(0L);
        order.add(rank - 1L);
        return order;
    }

    private static Value outward(GraphBuilder g, Value x, boolean moved) {
        if (!moved) {
            return x;
        }
        int rank = x.shape().rank();
        List<Long> order = new ArrayList<>(List.of(rank - 2L));
        LongStream.range(0, rank - 2).forEach(order::add);
        order.add(rank - 1L);
        return g.transpose(x, order);
    }
}
