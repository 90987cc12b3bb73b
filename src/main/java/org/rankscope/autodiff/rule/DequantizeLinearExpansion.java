package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = (codes - zero point) ∘ scale, with a scale for all, for each index of an axis, or for each block of it. Gradients go to
 * the scale; codes are integers. ONNX DequantizeLinear-21.
 */
final class DequantizeLinearExpansion implements Expansion {
    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        Value y = node.output();
        Value codes = g.cast(node.input(0), y.dtype());
        if (node.hasInput(2)) {
            codes = g.sub(codes, spread(node, g, g.cast(node.input(2), y.dtype())));
        }
        return List.of(g.mul(codes, spread(node, g, node.input(1))));
    }

    /** {@code x}, scale or zero point, in a shape that broadcasts to that of the result. */
    private static Value spread(Node node, GraphBuilder g, Value x) {
        Shape shape = node.output().shape();
        if (x.shape().elements() == 1) {
            return g.reshape(x, Shape.SCALAR);
        }
        int axis = shape.axis((int) node.intAttribute("axis", 1));
        long size = node.intAttribute("block_size", 0);
        if (size == 0) {
            long[] ones = LongStream.generate(() -> 1).limit(shape.rank()).toArray();
            return g.reshape(x, Shape.of(ones).with(axis, shape.dim(axis)));
        }
        List<Long> blocks =
                LongStream.range(0, shape.dim(axis)).map(i -> i / size).boxed().toList();
        return g.node(
                Op.GATHER,
                List.of(x, g.constant(blocks)),
                Map.of("axis", new Attribute.Int(axis)),
                x.dtype(),
                x.shape().with(axis, shape.dim(axis)));
    }
}
