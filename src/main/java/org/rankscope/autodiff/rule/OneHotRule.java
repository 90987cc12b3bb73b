package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = values[1] where the place along an axis is the index, else values[0]. d(values) = the sums of dY over the two kinds of
 * places; indices have no gradient. ONNX OneHot-11.
 */
final class OneHotRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value values = node.input(2);
        Value dY = scope.gradientOf(node.output());
        scope.give(values, () -> {
            Value zeroAndOne = g.cast(g.constant(Tensor.ofFloats(Shape.of(2), 0, 1)), values.dtype());
            Value hot = g.node(
                    node.op(),
                    List.of(node.input(0), node.input(1), zeroAndOne),
                    node.attributes(),
                    dY.dtype(),
                    dY.shape());
            Value on = g.mul(dY, hot);
            return g.concat(List.of(total(g, g.sub(dY, on)), total(g, on)), 0);
        });
    }

    private static Value total(GraphBuilder g, Value value) {
        List<Long> all = LongStream.range(0, value.shape().rank()).boxed().toList();
        return g.reshape(g.reduceSum(value, all, false), Shape.of(1));
    }
}
