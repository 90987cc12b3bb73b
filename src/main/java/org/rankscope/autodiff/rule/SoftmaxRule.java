package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = softmax(X) along an axis. dX = Y ∘ (dY - Σ dY ∘ Y), the sum along the axis. ONNX Softmax-13.
 *
 * <p>In attention, where Y is only multiplied, O = α·Y·V, and so dY = α·dO·Vᵀ, that sum is Σ dO ∘ O over the last axis, which
 * is shorter (Dao et al. 2022, arXiv 2205.14135, appendix B.2, equation 4).
 */
final class SoftmaxRule implements GradientRule {
    private static final Set<Op> PRODUCTS = Set.of(Op.MAT_MUL, Op.FUSED_MAT_MUL);

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        long axis = node.intAttribute("axis", -1);
        scope.give(node.input(0), () -> {
            Optional<Value> mixed =
                    y.shape().axis((int) axis) == y.shape().rank() - 1 ? onlyProduct(y, dY, scope) : Optional.empty();
            Value along = mixed.map(o -> {
                        Value dO = scope.gradientOf(o);
                        return g.reshape(
                                g.reduceSum(g.mul(dO, o), List.of(-1L), true),
                                y.shape().with(-1, 1));
                    })
                    .orElseGet(() -> g.reduceSum(g.mul(dY, y), List.of(axis), true));
            return g.mul(y, g.sub(dY, along));
        });
    }

    /** O, if dY comes from O = α·Y·V alone and O is smaller than Y. */
    private static Optional<Value> onlyProduct(Value y, Value dY, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Optional<Node> back = g.producerOf(dY)
                .flatMap(node -> node.op() == Op.RESHAPE ? g.producerOf(node.input(0)) : Optional.of(node))
                .filter(node -> node.op() == Op.FUSED_MAT_MUL && isPlain(node, 1));
        return back.flatMap(product -> g.nodes().stream()
                .filter(node -> PRODUCTS.contains(node.op())
                        && isPlain(node, 0)
                        && node.input(1).equals(product.input(1))
                        && node.floatAttribute("alpha", 1) == product.floatAttribute("alpha", 1)
                        && reads(node, y, g)
                        && scope.gradientIfAny(node.output())
                                .filter(product.input(0)::equals)
                                .isPresent()
                        && sumsLess(node.output(), y))
                .map(Node::output)
                .findFirst());
    }

    /** Whether the first factor is neither transposed nor batched otherwise, and the second as {@code transB} says. */
    private static boolean isPlain(Node node, long transB) {
        return node.intAttribute("transA", 0) == 0
                && node.intAttribute("transB", 0) == transB
                && node.intAttribute("transBatchA", 0) == 0
                && node.intAttribute("transBatchB", 0) == 0;
    }

    private static boolean reads(Node node, Value y, GraphBuilder g) {
        Value first = node.input(0);
        return first.equals(y)
                || first.shape().dim(-1) == y.shape().dim(-1)
                        && g.producerOf(first)
                                .filter(shaped -> shaped.op() == Op.RESHAPE
                                        && shaped.input(0).equals(y))
                                .isPresent();
    }

    private static boolean sumsLess(Value o, Value y) {
        return o.shape().dim(-1) < y.shape().dim(-1)
                && o.shape().elements() / o.shape().dim(-1)
                        == y.shape().elements() / y.shape().dim(-1);
    }
}
