package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Fourier transforms as products with a matrix, over real and imaginary parts [..., 2] or real numbers [..., 1]. */
final class Fourier {
    /** Up to how many numbers a matrix may have: 64 MiB. */
    private static final long LARGEST_MATRIX = 1L << 24;

    private static final int OPSET_WITH_AXIS_INPUT = 20;

    private Fourier() {}

    /** Y = F·X along an axis. dX = Fᵀ·dY, with F as a real matrix. ONNX DFT-17, -20. */
    static void transform(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> {
            int rank = x.shape().rank();
            int axis = axis(node, g);
            List<Long> order = new ArrayList<>(LongStream.range(0, rank).boxed().toList());
            order.remove(axis);
            order.add(rank - 2, (long) axis);
            Value last = g.transpose(scope.gradientOf(node.output()), order);
            Shape moved = last.shape()
                    .with(-2, x.shape().dim(axis))
                    .with(-1, x.shape().dim(-1));
            Tensor matrix = matrix(
                    x.shape().dim(axis),
                    x.shape().dim(-1),
                    last.shape().dim(-2),
                    last.shape().dim(-1),
                    length(node, g, axis),
                    node.intAttribute("inverse", 0) == 1);
            long out = matrix.shape().dim(1);
            Value rows = g.reshape(last, Shape.of(last.shape().elements() / out, out));
            Value product = g.reshape(g.gemm(rows, g.constant(matrix), false, true, 1), moved);
            List<Long> back =
                    LongStream.range(0, rank).map(order::indexOf).boxed().toList();
            return g.transpose(product, back);
        });
    }

    /** Axis and length must be known while the graph is made, and the matrix must have a size. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        boolean known = (!node.hasInput(1) || g.constantIfAny(node.input(1)).isPresent())
                && (!node.hasInput(2) || g.constantIfAny(node.input(2)).isPresent());
        if (!known) {
            return Optional.of("its length or axis is known at run time only");
        }
        int axis = axis(node, g);
        long points = length(node, g, axis);
        if (isToReal(node) && node.input(0).shape().dim(axis) != points / 2 + 1) {
            return Optional.of("ONNX Runtime's inverse of a spectrum cut or filled up to " + points
                    + " points is not that of its definition");
        }
        long from = node.input(0).shape().dim(axis) * node.input(0).shape().dim(-1);
        long to = node.output().shape().dim(axis) * node.output().shape().dim(-1);
        return from * to <= LARGEST_MATRIX
                ? Optional.empty()
                : Optional.of("its gradient is a product with a matrix [" + from + ", " + to + "], which is too large");
    }

    /** Y = the transforms of windowed frames of a real signal [batch, length, 1]: frames, then a product. ONNX STFT-17. */
    static List<Value> shortTime(Node node, GraphBuilder g) {
        Shape made = node.output().shape();
        Value signal = node.input(0);
        long step = Layouts.longs(g, node.input(1)).orElseThrow()[0];
        long length = node.hasInput(2)
                ? node.input(2).shape().dim(0)
                : Layouts.longs(g, node.input(3)).orElseThrow()[0];
        long frames = made.dim(1);
        long batch = signal.shape().dim(0);
        Value places = g.constant(Tensor.ofLongs(
                Shape.of(frames * length),
                LongStream.range(0, frames * length)
                        .map(i -> i / length * step + i % length)
                        .toArray()));
        Value gathered = g.node(
                Op.GATHER,
                List.of(signal, places),
                Map.of("axis", new Attribute.Int(1)),
                signal.dtype(),
                signal.shape().with(1, frames * length));
        Value framed = g.reshape(gathered, Shape.of(batch * frames, length, 1));
        if (node.hasInput(2)) {
            framed = g.mul(framed, g.reshape(node.input(2), Shape.of(length, 1)));
        }
        Value matrix = g.constant(matrix(length, 1, made.dim(2), 2, length, false));
        Value rows = g.reshape(framed, Shape.of(batch * frames, length));
        return List.of(g.reshape(g.gemm(rows, matrix, false, false, 1), made));
    }

    /** Step and length of frames must be known while the graph is made; and ONNX Runtime reads complex signals wrongly. */
    static Optional<String> shortTimeRefusal(Node node, GraphBuilder g) {
        Shape signal = node.input(0).shape();
        if (signal.rank() == 3 && signal.dim(2) == 2) {
            return Optional.of(
                    "ONNX Runtime reads beyond the end of a complex signal, so that there is nothing to derive");
        }
        boolean known = g.constantIfAny(node.input(1)).isPresent()
                && (node.hasInput(2) || g.constantIfAny(node.input(3)).isPresent());
        return known ? Optional.empty() : Optional.of("the step or length of its frames is known at run time only");
    }

    private static int axis(Node node, GraphBuilder g) {
        Shape shape = node.input(0).shape();
        if (node.hasInput(2)) {
            return shape.axis((int) Layouts.longs(g, node.input(2)).orElseThrow()[0]);
        }
        return shape.axis((int) node.intAttribute("axis", g.opset() < OPSET_WITH_AXIS_INPUT ? 1 : -2));
    }

    private static boolean isToReal(Node node) {
        return node.intAttribute("inverse", 0) == 1 && node.intAttribute("onesided", 0) == 1;
    }

    /** How many points the transform is over. */
    private static long length(Node node, GraphBuilder g, int axis) {
        if (node.hasInput(1)) {
            return Layouts.longs(g, node.input(1)).orElseThrow()[0];
        }
        return (isToReal(node) ? node.output() : node.input(0)).shape().dim(axis);
    }

    /**
     * The matrix [from · fromParts, to · toParts] of a transform over {@code length} points, by which rows are multiplied from the
     * right. If it makes real numbers of complex ones, what it is given is the first half of a symmetric spectrum.
     */
    private static Tensor matrix(long from, long fromParts, long to, long toParts, long length, boolean inverse) {
        float[] values = new float[Math.toIntExact(from * fromParts * to * toParts)];
        boolean halved = inverse && toParts == 1;
        int i = 0;
        for (long j = 0; j < from; j++) {
            for (int fromPart = 0; fromPart < fromParts; fromPart++) {
                for (long k = 0; k < to; k++) {
                    double angle = (inverse ? 2 : -2) * Math.PI * (j * k % length) / length;
                    double weight = inverse ? 1.0 / length : 1;
                    if (halved && j != 0 && 2 * j != length) {
                        weight *= 2;
                    }
                    for (int toPart = 0; toPart < toParts; toPart++) {
                        double part =
                                fromPart == toPart ? Math.cos(angle) : toPart == 1 ? Math.sin(angle) : -Math.sin(angle);
                        values[i++] = j < length ? (float) (weight * part) : 0;
                    }
                }
            }
        }
        return Tensor.ofFloats(Shape.of(from * fromParts, to * toParts), values);
    }
}
