package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** What rules of operators that move elements share. */
final class Layouts {
    private static final int FEW_ELEMENTS = 256;

    private Layouts() {}

    /** Zeros like {@code like}. */
    static Value zeros(GraphBuilder g, Value like) {
        return zeros(g, like.dtype(), like.shape());
    }

    /** Zeros, which are written out only if they are few. */
    static Value zeros(GraphBuilder g, DType dtype, Shape shape) {
        if (shape.elements() <= FEW_ELEMENTS) {
            return g.constant(Tensor.zeros(dtype, shape));
        }
        Attribute zero = new Attribute.Constant(Tensor.zeros(dtype, Shape.of(1)));
        return g.node(Op.CONSTANT_OF_SHAPE, List.of(g.constant(shape.dims())), Map.of("value", zero), dtype, shape);
    }

    /** The numbers of a constant INT64 or INT32 tensor; empty if they are known at run time only. */
    static Optional<long[]> longs(GraphBuilder g, Value value) {
        return g.constantIfAny(value).map(tensor -> {
            if (tensor.dtype() == DType.INT64) {
                return tensor.longs();
            }
            int[] numbers = new int[Math.toIntExact(tensor.shape().elements())];
            tensor.data().asIntBuffer().get(numbers);
            return IntStream.of(numbers).asLongStream().toArray();
        });
    }

    /** {@code indices} as INT64, which ScatterND asks for. */
    static Value asLongs(GraphBuilder g, Value indices) {
        return indices.dtype() == DType.INT64 ? indices : g.cast(indices, DType.INT64);
    }

    /** {@code node}'s attributes with {@code key} replaced. */
    static Map<String, Attribute> with(Node node, String key, Attribute value) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put(key, value);
        return attributes;
    }

    /** {@code node}'s operands with {@code replaced} for the first. */
    static List<Value> operands(Node node, Value replaced) {
        List<Value> operands = new ArrayList<>(node.inputs());
        operands.set(0, replaced);
        return operands;
    }

    /** The elements of {@code axis} from {@code start} on in steps of {@code step}, {@code length} of them. */
    static Value slice(GraphBuilder g, Value x, int axis, long start, long length, long step) {
        long size = x.shape().dim(axis);
        if (start == 0 && step == 1 && length == size) {
            return x;
        }
        long end = start + step * length;
        long pastFirst = -size - 1;
        return g.node(
                Op.SLICE,
                List.of(
                        x,
                        g.constant(List.of(start)),
                        g.constant(List.of(end < 0 ? pastFirst : end)),
                        g.constant(List.of((long) axis)),
                        g.constant(List.of(step))),
                Map.of(),
                x.dtype(),
                x.shape().with(axis, length));
    }

    /** {@code x} within zeros of {@code shape}, its first element at {@code offsets}; what falls outside is cut off. */
    static Value place(GraphBuilder g, Value x, List<Long> offsets, Shape shape) {
        Value inside = x;
        List<Long> before = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            long offset = offsets.get(axis);
            long start = Math.max(0, -offset);
            long length = Math.min(x.shape().dim(axis), shape.dim(axis) - offset) - start;
            if (length <= 0) {
                return zeros(g, x.dtype(), shape);
            }
            inside = slice(g, inside, axis, start, length, 1);
            before.add(Math.max(0, offset));
            after.add(shape.dim(axis) - length - before.get(axis));
        }
        if (inside.shape().equals(shape)) {
            return inside;
        }
        before.addAll(after);
        return g.node(Op.PAD, List.of(inside, g.constant(before)), Map.of(), x.dtype(), shape);
    }

    /** {@code x} within zeros along one axis. */
    static Value place(GraphBuilder g, Value x, int axis, long offset, long size) {
        List<Long> offsets = new ArrayList<>(x.shape().dims());
        offsets.replaceAll(dim -> 0L);
        offsets.set(axis, offset);
        return place(g, x, offsets, x.shape().with(axis, size));
    }

    /** Where each element of a tensor of {@code shape} stands in it: 0, 1, 2, ... INT64. */
    static Value positions(GraphBuilder g, Shape shape) {
        return g.constant(
                Tensor.ofLongs(shape, LongStream.range(0, shape.elements()).toArray()));
    }

    /** Where in {@code node}'s first input each element of its first output comes from, found by the same operator. */
    static Value origins(GraphBuilder g, Node node) {
        Value from = positions(g, node.input(0).shape());
        return g.node(
                node.op(),
                operands(node, from),
                node.attributes(),
                DType.INT64,
                node.output(0).shape());
    }

    /** Zeros like {@code like}, with {@code dY} added at {@code origins}, counted as in {@link #positions}. */
    static Value addAt(GraphBuilder g, Value like, Value origins, Value dY) {
        Shape flat = Shape.of(dY.shape().elements());
        Value zeros = zeros(g, like.dtype(), Shape.of(like.shape().elements()));
        return g.reshape(g.scatterElementsAdd(zeros, g.reshape(origins, flat), g.reshape(dY, flat), 0), like.shape());
    }

    /** Zeros like {@code like}, with the slices of {@code dY} along {@code axis} added at {@code indices}, a vector. */
    static Value addSlicesAt(GraphBuilder g, Value like, Value indices, Value dY, int axis) {
        int rank = like.shape().rank();
        Value first = axis == 0 ? dY : g.transpose(dY, swapped(rank, axis));
        Shape shape = axis == 0
                ? like.shape()
                : like.shape()
                        .with(0, like.shape().dim(axis))
                        .with(axis, like.shape().dim(0));
        Value column = g.reshape(asLongs(g, indices), Shape.of(indices.shape().elements(), 1));
        Value sum = g.scatterNdAdd(zeros(g, like.dtype(), shape), column, first);
        return axis == 0 ? sum : g.transpose(sum, swapped(rank, axis));
    }

    private static List<Long> swapped(int rank, int axis) {
        return LongStream.range(0, rank)
                .map(i -> i == 0 ? axis : i == axis ? 0 : i)
                .boxed()
                .toList();
    }
}
