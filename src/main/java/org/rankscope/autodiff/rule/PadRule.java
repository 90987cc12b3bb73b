package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = X with margins: of a constant, or of elements of X, mirrored (reflect), repeated (wrap) or the nearest (edge).
 * Margins below zero cut off. dX = the stretch of dY that holds X, to which those of the margins are added where their elements
 * come from; the constant's gradient is the rest of the sum of dY. ONNX Pad-18, -19 (wrap); com.microsoft Pad-1.
 */
final class PadRule implements GradientRule {
    private static final int PADS = 1;
    private static final int CONSTANT_VALUE = 2;
    private static final int AXES = 3;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> inner(g, node, dY));
        if (node.hasInput(CONSTANT_VALUE)) {
            Value constant = node.input(CONSTANT_VALUE);
            scope.give(
                    constant,
                    () -> g.reshape(
                            mode(node).equals("constant")
                                    ? g.sub(total(g, dY), total(g, inner(g, node, dY)))
                                    : g.constant(0),
                            constant.shape()));
        }
    }

    private static String mode(Node node) {
        return node.textAttribute("mode", "constant");
    }

    private static Value total(GraphBuilder g, Value value) {
        return g.reduceSum(
                value, LongStream.range(0, value.shape().rank()).boxed().toList(), false);
    }

    private static Value inner(GraphBuilder g, Node node, Value dY) {
        Shape shape = node.input(0).shape();
        boolean axesKnown =
                !node.hasInput(AXES) || Layouts.longs(g, node.input(AXES)).isPresent();
        if (!axesKnown || Layouts.longs(g, node.input(PADS)).isEmpty()) {
            return scattered(g, node, dY);
        }
        long[] pads = Layouts.longs(g, node.input(PADS)).orElseThrow();
        long[] axes = node.hasInput(AXES)
                ? Layouts.longs(g, node.input(AXES)).orElseThrow()
                : LongStream.range(0, shape.rank()).toArray();
        Long[] before = new Long[shape.rank()];
        Arrays.fill(before, 0L);
        for (int i = 0; i < axes.length; i++) {
            before[shape.axis((int) axes[i])] = pads[i];
        }
        if (mode(node).equals("constant")) {
            List<Long> offsets = new ArrayList<>(List.of(before));
            offsets.replaceAll(pad -> -pad);
            return Layouts.place(g, dY, offsets, shape);
        }
        Value folded = dY;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long[] table = table(mode(node), shape.dim(axis), dY.shape().dim(axis), before[axis]);
            folded = new Runs(table).gradient(g, folded, axis, shape.dim(axis));
        }
        return folded;
    }

    /** Where along an axis of {@code size} each of {@code padded} elements comes from. */
    private static long[] table(String mode, long size, long padded, long before) {
        long first = Math.max(0, -before);
        long after = padded - size - before;
        long kept = size - first - Math.max(0, -after);
        return LongStream.range(0, padded)
                .map(p -> first + source(mode, p - Math.max(0, before), kept))
                .toArray();
    }

    /** Where among {@code kept} elements that at {@code place}, which may lie before or behind them, comes from. */
    private static long source(String mode, long place, long kept) {
        if (mode.equals("wrap")) {
            return Math.floorMod(place, kept);
        }
        if (mode.equals("edge") || kept == 1) {
            return Math.max(0, Math.min(place, kept - 1));
        }
        long period = 2 * (kept - 1);
        long within = Math.floorMod(place, period);
        return Math.min(within, period - within);
    }

    /** Likewise for margins that are known at run time only: positions from 1 on, padded in the same way. */
    private static Value scattered(GraphBuilder g, Node node, Value dY) {
        Value x = node.input(0);
        long elements = x.shape().elements();
        Value fromOne = g.constant(
                Tensor.ofLongs(x.shape(), LongStream.rangeClosed(1, elements).toArray()));
        List<Value> operands = Layouts.operands(node, fromOne);
        if (operands.size() > CONSTANT_VALUE) {
            operands.set(CONSTANT_VALUE, Value.ABSENT);
        }
        Value origins = g.node(
                node.op(),
                operands,
                Layouts.with(node, "mode", new Attribute.Text(mode(node))),
                DType.INT64,
                dY.shape());
        Value nothingFirst = Layouts.zeros(g, x.dtype(), Shape.of(elements + 1));
        return g.reshape(Layouts.slice(g, Layouts.addAt(g, nothingFirst, origins, dY), 0, 1, elements, 1), x.shape());
    }
}
