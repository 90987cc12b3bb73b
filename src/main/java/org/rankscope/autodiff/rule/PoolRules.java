package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Pools over {@link Windows}, or over all spatial axes, of [N, C, ...]. */
final class PoolRules {
    private PoolRules() {}

    /** Y = the mean of each window. dX = the sum of dY / count over the windows that see it. ONNX AveragePool-11, -19. */
    static void average(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        Windows windows = windows(node);
        int axes = windows.sizes().size();
        List<Long> margins = new ArrayList<>(Collections.nCopies(2 * axes, 0L));
        if (node.intAttribute("count_include_pad", 0) == 1) {
            margins = node.textAttribute("auto_pad", "NOTSET").equals("NOTSET")
                    ? node.intsAttribute("pads", margins)
                    : windows.margins(x.shape(), dY.shape());
        }
        Value counts = g.constant(windows.counts(x.shape(), dY.shape(), margins));
        scope.give(x, () -> windows.sumBack(g, g.div(dY, counts), x.shape()));
    }

    /**
     * Y = (Σ |X|ᵖ) to the power 1/p over each window. dX = sign(X) ∘ |X|ᵖ⁻¹ ∘ the sum of dY ∘ Y¹⁻ᵖ over the windows that see it; 0
     * where Y is. ONNX LpPool-18.
     */
    static void norm(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> {
            Value shares = shares(g, node, scope.gradientOf(node.output()));
            return g.mul(slope(g, x, node.intAttribute("p", 2)), windows(node).sumBack(g, shares, x.shape()));
        });
    }

    /** Likewise over all spatial axes. ONNX GlobalLpPool-2. */
    static void globalNorm(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(
                x,
                () -> g.mul(slope(g, x, node.intAttribute("p", 2)), shares(g, node, scope.gradientOf(node.output()))));
    }

    /** sign(x) · |x|ᵖ⁻¹. */
    private static Value slope(GraphBuilder g, Value x, long p) {
        Value sign = same(g, Op.SIGN, x, List.of(x));
        return p == 1 ? sign : g.mul(sign, power(g, same(g, Op.ABS, x, List.of(x)), p - 1));
    }

    /** dY · Y¹⁻ᵖ; 0 where Y is. */
    private static Value shares(GraphBuilder g, Node node, Value dY) {
        long p = node.intAttribute("p", 2);
        Value y = node.output();
        if (p == 1) {
            return dY;
        }
        Value isZero = g.equal(y, g.cast(g.constant(0), y.dtype()));
        Value nonZero = g.add(y, g.cast(isZero, y.dtype()));
        return g.div(dY, power(g, nonZero, p - 1));
    }

    private static Value power(GraphBuilder g, Value x, long exponent) {
        return exponent == 1 ? x : same(g, Op.POW, x, List.of(x, g.constant(exponent)));
    }

    /**
     * Y = the largest element of each window. dX = the sum of dY over the windows whose largest it is, by the flat places in X that
     * the operator's second result holds. ONNX MaxPool-12.
     */
    static void max(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output(0);
        scope.give(x, () -> {
            boolean known = node.hasOutput(1) && node.intAttribute("storage_order", 0) == 0;
            Value places = known
                    ? node.output(1)
                    : g.add(
                                    Op.MAX_POOL,
                                    node.inputs(),
                                    Layouts.with(node, "storage_order", new Attribute.Int(0)),
                                    List.of(y, new Value("places", DType.INT64, y.shape())))
                            .output(1);
            return Layouts.addAt(g, x, places, scope.gradientOf(y));
        });
    }

    /** Y = X at flat places, else zeros. dX = dY at them. ONNX MaxUnpool-11. */
    static void unpool(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> g.gather(g.reshape(dY, Shape.of(dY.shape().elements())), node.input(1)));
    }

    /** Y = the mean over all spatial axes. dX = dY / count stretched along them. ONNX GlobalAveragePool-1. */
    static void globalAverage(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        float count = (float) x.shape().elements() / dY.shape().elements();
        scope.give(x, () -> g.expand(g.mul(dY, g.constant(1 / count)), x.shape()));
    }

    /** Y = the largest over all spatial axes. dX = dY where it stands, in equal parts to equals. ONNX GlobalMaxPool-1. */
    static void globalMax(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output();
        scope.give(x, () -> {
            Value largest = g.cast(g.equal(x, y), x.dtype());
            List<Long> axes = LongStream.range(2, x.shape().rank()).boxed().toList();
            return g.mul(largest, g.div(scope.gradientOf(y), g.reduceSum(largest, axes, true)));
        });
    }

    private static Windows windows(Node node) {
        return Windows.of(
                node,
                node.intsAttribute("kernel_shape"),
                node.input(0).shape(),
                node.output(0).shape());
    }

    private static Value same(GraphBuilder g, Op op, Value like, List<Value> operands) {
        return g.node(op, operands, Map.of(), like.dtype(), like.shape());
    }
}
