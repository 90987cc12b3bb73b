package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = X ×₁ M₁ ×₂ M₂ ..., with a matrix for each axis that is resized, whose rows weigh the elements that a sample lies between.
 * dX = dY ×₁ M₁ᵀ ×₂ M₂ᵀ .... The matrices are what the operator itself makes of identity matrices, so that every mode is
 * exactly its own; where elements are only repeated, dX is the sum of the repeats. ONNX Resize-18.
 */
final class ResizeRule implements GradientRule {
    private static final int ROI = 1;
    private static final int SCALES = 2;
    private static final int SIZES = 3;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> {
            Value gradient = scope.gradientOf(node.output());
            if (repeats(g, node)) {
                return TileRule.sumOfBlocks(g, gradient, x.shape());
            }
            for (int i = axes(node).size() - 1; i >= 0; i--) {
                if (resizes(g, node, i)) {
                    gradient = back(g, node, i, gradient);
                }
            }
            return gradient;
        });
    }

    /** Why the gradient of {@code node} can't be had: if one of its matrices can't be made alone. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        if (policy(node).equals("stretch")) {
            return Optional.empty();
        }
        if (g.constantIfAny(node.input(SIZES)).isEmpty()) {
            return Optional.of("it keeps an aspect ratio that is known at run time only");
        }
        boolean bySize = coordinates(node).equals("half_pixel_symmetric")
                || coordinates(node).equals("tf_crop_and_resize")
                || node.intAttribute("antialias", 0) == 1
                || node.intAttribute("exclude_outside", 0) == 1;
        boolean rounded = IntStream.range(0, axes(node).size()).anyMatch(i -> {
            int axis = axes(node).get(i);
            long size = node.input(0).shape().dim(axis);
            return (long) Math.floor(keptScale(g, node) * size)
                    != node.output().shape().dim(axis);
        });
        return bySize && rounded
                ? Optional.of(
                        "it keeps an aspect ratio to which a size is rounded up, with samples that depend on the size")
                : Optional.empty();
    }

    private static String coordinates(Node node) {
        return node.textAttribute("coordinate_transformation_mode", "half_pixel");
    }

    private static String policy(Node node) {
        return hasNumbers(node, SCALES) ? "stretch" : node.textAttribute("keep_aspect_ratio_policy", "stretch");
    }

    private static boolean hasNumbers(Node node, int input) {
        return node.hasInput(input) && node.input(input).shape().elements() > 0;
    }

    /** The axes that scales, sizes and regions are given for, in their order. */
    private static List<Integer> axes(Node node) {
        Shape shape = node.input(0).shape();
        List<Long> all = LongStream.range(0, shape.rank()).boxed().toList();
        return node.intsAttribute("axes", all).stream()
                .map(axis -> shape.axis(axis.intValue()))
                .toList();
    }

    /** The one scale of all axes under a policy that keeps the aspect ratio. */
    private static float keptScale(GraphBuilder g, Node node) {
        long[] sizes = Layouts.longs(g, node.input(SIZES)).orElseThrow();
        List<Integer> axes = axes(node);
        float[] scales = new float[sizes.length];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (float) sizes[i] / node.input(0).shape().dim(axes.get(i));
        }
        boolean largest = policy(node).equals("not_smaller");
        float kept = scales[0];
        for (float scale : scales) {
            kept = largest ? Math.max(kept, scale) : Math.min(kept, scale);
        }
        return kept;
    }

    /** Whether every axis is repeated a whole number of times, in place. */
    private static boolean repeats(GraphBuilder g, Node node) {
        String rounding = node.textAttribute("nearest_mode", "round_prefer_floor");
        boolean inPlace = coordinates(node).equals("asymmetric") && rounding.equals("floor")
                || coordinates(node).equals("half_pixel") && rounding.startsWith("round_prefer");
        if (!inPlace
                || !node.textAttribute("mode", "nearest").equals("nearest")
                || !policy(node).equals("stretch")) {
            return false;
        }
        Shape small = node.input(0).shape();
        Shape large = node.output().shape();
        Optional<Tensor> scales = hasNumbers(node, SCALES) ? g.constantIfAny(node.input(SCALES)) : Optional.empty();
        return IntStream.range(0, axes(node).size()).allMatch(i -> {
            int axis = axes(node).get(i);
            long times = large.dim(axis) / small.dim(axis);
            boolean exact = hasNumbers(node, SCALES)
                    ? scales.isPresent() && scales.get().floats()[i] == times
                    : true;
            return exact && times * small.dim(axis) == large.dim(axis);
        });
    }

    /** Whether the matrix of the {@code i}th axis is more than the identity. */
    private static boolean resizes(GraphBuilder g, Node node, int i) {
        int axis = axes(node).get(i);
        if (node.input(0).shape().dim(axis) != node.output().shape().dim(axis)
                || coordinates(node).equals("tf_crop_and_resize")) {
            return true;
        }
        if (!hasNumbers(node, SCALES)) {
            return !policy(node).equals("stretch") && keptScale(g, node) != 1;
        }
        Optional<Tensor> scales = g.constantIfAny(node.input(SCALES));
        return scales.isEmpty() || scales.get().floats()[i] != 1;
    }

    private static Value back(GraphBuilder g, Node node, int i, Value dY) {
        int axis = axes(node).get(i);
        Shape resized = dY.shape();
        Value matrix = matrix(g, node, i);
        long small = matrix.shape().dim(1);
        long large = matrix.shape().dim(0);
        long after = resized.dims().subList(axis + 1, resized.rank()).stream().reduce(1L, (a, b) -> a * b);
        long before = resized.elements() / large / after;
        Value product = after == 1
                ? g.gemm(g.reshape(dY, Shape.of(before, large)), matrix, false, false, 1)
                : g.node(
                        Op.MAT_MUL,
                        List.of(g.transpose(matrix, List.of(1L, 0L)), g.reshape(dY, Shape.of(before, large, after))),
                        Map.of(),
                        dY.dtype(),
                        Shape.of(before, small, after));
        return g.reshape(product, resized.with(axis, small));
    }

    /** What the operator makes of the rows of an identity matrix: [size of Y, size of X] along the {@code i}th axis. */
    private static Value matrix(GraphBuilder g, Node node, int i) {
        int axis = axes(node).get(i);
        long from = node.input(0).shape().dim(axis);
        long to = node.output().shape().dim(axis);
        Map<String, Attribute> attributes = new HashMap<>(node.attributes());
        attributes.keySet().removeAll(List.of("axes", "keep_aspect_ratio_policy"));
        attributes.put("extrapolation_value", new Attribute.Float(0));
        Value roi = coordinates(node).equals("tf_crop_and_resize") ? region(g, node, i) : Value.ABSENT;
        boolean keeps = !policy(node).equals("stretch") && !coordinates(node).equals("align_corners");
        Value one = g.constant(Tensor.ofFloats(Shape.of(1), 1));
        List<Value> operands = new ArrayList<>();
        long rows = from;
        long made = to;
        if (hasNumbers(node, SCALES) || keeps) {
            float scale = keeps ? keptScale(g, node) : 0;
            if (keeps && (long) Math.floor(scale * from) < to) {
                rows = (long) Math.ceil((to + 1) / scale); // the last row again and again: what lies beyond the edge
            }
            made = keeps ? (long) Math.floor(scale * rows) : to;
            Value ofAxis = keeps
                    ? g.constant(Tensor.ofFloats(Shape.of(1), scale))
                    : Layouts.slice(g, node.input(SCALES), 0, i, 1, 1);
            operands.addAll(List.of(roi, g.concat(List.of(one, one, ofAxis, one), 0)));
        } else {
            operands.addAll(List.of(roi, Value.ABSENT, g.constant(List.of(1L, 1L, to, from))));
        }
        operands.add(0, g.constant(identity(rows, from)));
        Shape shape = Shape.of(1, 1, made, from);
        Value matrix = g.node(Op.RESIZE, operands, attributes, node.input(0).dtype(), shape);
        return g.reshape(Layouts.slice(g, matrix, 2, 0, to, 1), Shape.of(to, from));
    }

    private static Value region(GraphBuilder g, Node node, int i) {
        int count = axes(node).size();
        Value zero = g.constant(Tensor.ofFloats(Shape.of(1), 0));
        Value one = g.constant(Tensor.ofFloats(Shape.of(1), 1));
        Value start = Layouts.slice(g, node.input(ROI), 0, i, 1, 1);
        Value end = Layouts.slice(g, node.input(ROI), 0, i + count, 1, 1);
        return g.concat(List.of(zero, zero, start, zero, one, one, end, one), 0);
    }

    /** An identity matrix as an image [1, 1, rows, columns]; further rows repeat the last. */
    private static Tensor identity(long rows, long columns) {
        float[] values = new float[Math.toIntExact(rows * columns)];
        for (int row = 0; row < rows; row++) {
            values[(int) (row * columns + Math.min(row, columns - 1))] = 1;
        }
        return Tensor.ofFloats(Shape.of(1, 1, rows, columns), values);
    }
}
