package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * A node that reduces X over axes, as its rule sees it: Y and dY with those axes kept at size 1, so that they broadcast
 * to X.
 *
 * <p>The axes are an input or an attribute; where none are named, all are reduced, or none with {@code
 * noop_with_empty_axes}.
 */
final class Reduction {
    private final Node node;
    private final GradientScope scope;
    private final GraphBuilder g;
    private final List<Long> axes;

    Reduction(Node node, GradientScope scope) {
        this.node = node;
        this.scope = scope;
        this.g = scope.builder();
        this.axes = axes(node, g);
    }

    private static List<Long> axes(Node node, GraphBuilder g) {
        Shape shape = node.input(0).shape();
        List<Long> named = node.hasInput(1)
                ? LongStream.of(g.constantOf(node.input(1)).longs()).boxed().toList()
                : node.intsAttribute("axes", List.of());
        if (named.isEmpty() && node.intAttribute("noop_with_empty_axes", 0) == 0) {
            return LongStream.range(0, shape.rank()).boxed().toList();
        }
        return named.stream().map(axis -> (long) shape.axis(axis.intValue())).toList();
    }

    Arithmetic m() {
        return Arithmetic.of(g, x());
    }

    Value x() {
        return node.input(0);
    }

    /** Y with the reduced axes kept. */
    Value y() {
        return g.reshape(node.output(), keptShape());
    }

    /** dY with the reduced axes kept. */
    Value dY() {
        return g.reshape(scope.gradientOf(node.output()), keptShape());
    }

    /** Elements of X that make one of Y. */
    long count() {
        return axes.stream().mapToLong(axis -> x().shape().dim(axis.intValue())).reduce(1, Math::multiplyExact);
    }

    /** The sum of a value of X's shape over the same axes, which are kept. */
    Value sum(Value value) {
        return axes.isEmpty() ? value : g.reduceSum(value, axes, true);
    }

    /** The product of a value of X's shape over the same axes, which are kept. */
    Value product(Value value) {
        return axes.isEmpty()
                ? value
                : g.node(
                        Op.REDUCE_PROD,
                        List.of(value, g.constant(axes)),
                        Map.of("keepdims", new Attribute.Int(1)),
                        value.dtype(),
                        keptShape());
    }

    /** 1 where x equals the reduced value, 0 elsewhere. */
    Value hits() {
        return g.cast(g.equal(x(), y()), x().dtype());
    }

    private Shape keptShape() {
        Shape kept = x().shape();
        for (long axis : axes) {
            kept = kept.with((int) axis, 1);
        }
        return kept;
    }
}
