package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.autodiff.Expansion;
import org.rankscope.autodiff.Gate;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = A·Wᵀ + bias with W [N, K] = (codes - zero points) ∘ scales, one scale and zero point for each block of a row. W is
 * written out in the backward pass, when its turn has come, where dA = dY·W: by one operator, which rounds nothing, if it is
 * of 4 bits around the middle and frozen. com.microsoft MatMulNBits-1, GatherBlockQuantized-1.
 */
final class MatMulNBitsExpansion implements Expansion {
    private static final int SCALES = 2;
    private static final int ZERO_POINTS = 3;
    private static final int GROUPS = 4;
    private static final int BIAS = 5;

    /** Why {@code node} can't be expanded. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        if (node.hasInput(GROUPS) || node.intAttribute("weight_prepacked", 0) != 0) {
            return Optional.of("weights in another order than by block are not read");
        }
        return Byte.SIZE % bits(node) == 0
                ? Optional.empty()
                : Optional.of("codes of " + bits(node) + " bits, which cross bytes, are not read");
    }

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        return product(node, weight(node, g), g);
    }

    @Override
    public List<Value> expandAfter(Value arriving, Node node, GraphBuilder g) {
        Gate gate = new Gate(g, arriving);
        return product(
                node,
                isPlain(node, g) ? gathered(node, gate.of(node.input(SCALES)), g) : gate.anew(weight(node, g)),
                g);
    }

    private static List<Value> product(Node node, Value weight, GraphBuilder g) {
        Value y = g.fusedMatMul(node.input(0), weight, false, true, 1);
        return List.of(node.hasInput(BIAS) ? g.add(y, node.input(BIAS)) : y);
    }

    /** Whether W can be {@link #gathered}, without a gradient of its scales. */
    private static boolean isPlain(Node node, GraphBuilder g) {
        return bits(node) == 4 && !node.hasInput(ZERO_POINTS) && Gate.isFixed(g, node.input(SCALES));
    }

    /** All rows of W as a table of codes: [N, K]. */
    private static Value gathered(Node node, Value scales, GraphBuilder g) {
        long n = node.intAttribute("N", 0);
        long size = node.intAttribute("block_size", 0);
        long blocks = scales.shape().elements() / n;
        Value codes = g.reshape(node.input(1), Shape.of(n, blocks * size / 2));
        Value rows =
                g.constant(Tensor.ofLongs(Shape.of(n), LongStream.range(0, n).toArray()));
        Value whole = g.node(
                Op.GATHER_BLOCK_QUANTIZED,
                List.of(codes, rows, g.reshape(scales, Shape.of(n, blocks))),
                Map.of(
                        "bits", new Attribute.Int(4),
                        "block_size", new Attribute.Int(size),
                        "gather_axis", new Attribute.Int(0),
                        "quantize_axis", new Attribute.Int(1)),
                scales.dtype(),
                Shape.of(n, blocks * size));
        return filled(whole, node.intAttribute("K", 0), g);
    }

    /** The first {@code k} columns: the last block of a row may not be full. */
    private static Value filled(Value whole, long k, GraphBuilder g) {
        long spare = whole.shape().dim(1) - k;
        return spare == 0 ? whole : g.split(whole, 1, List.of(k, spare)).get(0);
    }

    /** W [N, K]. */
    static Value weight(Node node, GraphBuilder g) {
        if (isPlain(node, g)) {
            return gathered(node, node.input(SCALES), g);
        }
        long n = node.intAttribute("N", 0);
        long k = node.intAttribute("K", 0);
        long size = node.intAttribute("block_size", 0);
        long blocks = (k + size - 1) / size;
        boolean centred = !node.hasInput(ZERO_POINTS);
        int middle = centred ? 1 << bits(node) - 1 : 0;
        PackedNumbers codes = new PackedNumbers(bits(node), true, code -> code - middle);
        Shape byBlock = Shape.of(n, blocks, 1);
        Value numbers = codes.read(g, g.reshape(node.input(1), packed(node.input(1), n * blocks)));
        numbers = g.reshape(numbers, Shape.of(n, blocks, size));
        if (!centred) {
            numbers = g.sub(numbers, zeroPoints(node, g, n, blocks, codes));
        }
        Value whole = g.reshape(g.mul(numbers, g.reshape(node.input(SCALES), byBlock)), Shape.of(n, blocks * size));
        return filled(whole, k, g);
    }

    private static Value zeroPoints(Node node, GraphBuilder g, long n, long blocks, PackedNumbers codes) {
        Value given = node.input(ZERO_POINTS);
        if (given.dtype() != DType.UINT8) {
            return g.reshape(given, Shape.of(n, blocks, 1));
        }
        Value read = codes.read(g, g.reshape(given, packed(given, n)));
        long spare = read.shape().dim(1) - blocks;
        Value own = spare == 0 ? read : g.split(read, 1, List.of(blocks, spare)).get(0);
        return g.reshape(own, Shape.of(n, blocks, 1));
    }

    private static Shape packed(Value bytes, long rows) {
        return Shape.of(rows, bytes.shape().elements() / rows);
    }

    private static int bits(Node node) {
        return (int) node.intAttribute("bits", 4);
    }
}
