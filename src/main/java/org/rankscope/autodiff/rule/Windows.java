package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Windows that move over the spatial axes of a wide tensor [N, C, ...] and make a narrow one: element o of the narrow one sees
 * those at o · stride - before + t · dilation for t in 0, ..., size - 1. A convolution and what is computed back from it are
 * three products over the same triples (wide, narrow, filter); each is made of the other two by an operator that ONNX has.
 *
 * @param sizes of a window, by spatial axis
 * @param before the margin in front of the wide tensor; that behind it follows from the sizes of the two tensors
 */
record Windows(List<Long> sizes, List<Long> strides, List<Long> dilations, List<Long> before) {
    private static final int SPATIAL = 2;

    /** Up to how many elements of a window are gone through one by one. */
    private static final int MOST_TAPS = 64;

    /** Those of a convolution or a pool {@code node} from {@code wide} to {@code narrow}. */
    static Windows of(Node node, List<Long> sizes, Shape wide, Shape narrow) {
        Windows free = unplaced(node, sizes);
        List<Long> before = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            long missing = (narrow.dim(i + SPATIAL) - 1) * free.strides.get(i) + free.extent(i) - wide.dim(i + SPATIAL);
            before.add(before(node, i, sizes.size(), Math.max(0, missing)));
        }
        return new Windows(free.sizes, free.strides, free.dilations, before);
    }

    /** Those of a transposed convolution {@code node} from {@code narrow} to {@code wide}. */
    static Windows ofTransposed(Node node, List<Long> sizes, Shape wide, Shape narrow) {
        Windows free = unplaced(node, sizes);
        List<Long> added = node.intsAttribute("output_padding", Collections.nCopies(sizes.size(), 0L));
        boolean sized = node.attributes().containsKey("output_shape");
        List<Long> before = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            long full = (narrow.dim(i + SPATIAL) - 1) * free.strides.get(i) + free.extent(i) + added.get(i);
            long surplus = Math.max(0, full - wide.dim(i + SPATIAL));
            boolean halved = sized && !autoPad(node).equals("SAME_UPPER");
            before.add(halved ? surplus - surplus / 2 : before(node, i, sizes.size(), surplus));
        }
        return new Windows(free.sizes, free.strides, free.dilations, before);
    }

    private static Windows unplaced(Node node, List<Long> sizes) {
        List<Long> ones = Collections.nCopies(sizes.size(), 1L);
        return new Windows(
                sizes,
                node.intsAttribute("strides", ones),
                node.intsAttribute("dilations", ones),
                Collections.nCopies(sizes.size(), 0L));
    }

    private static String autoPad(Node node) {
        return node.textAttribute("auto_pad", "NOTSET");
    }

    private static long before(Node node, int axis, int axes, long total) {
        return switch (autoPad(node)) {
            case "SAME_UPPER" -> total / 2;
            case "SAME_LOWER" -> total - total / 2;
            case "VALID" -> 0;
            default ->
                node.intsAttribute("pads", Collections.nCopies(2 * axes, 0L)).get(axis);
        };
    }

    /** From the first to the last element that a window sees, along a spatial axis. */
    private long extent(int axis) {
        return (sizes.get(axis) - 1) * dilations.get(axis) + 1;
    }

    /** The margin behind the wide tensor that the last window needs; below zero if elements are left over. */
    private long after(int axis, Shape wide, Shape narrow) {
        return (narrow.dim(axis + SPATIAL) - 1) * strides.get(axis)
                + extent(axis)
                - before.get(axis)
                - wide.dim(axis + SPATIAL);
    }

    /**
     * narrow[n, m, o] = Σ wide[n, c, ...] · filter[m, c, t]: Conv-11.
     *
     * @param filter [M, C / groups, ...]
     * @param shape of the result; [N, M, ...]
     */
    Value narrow(GraphBuilder g, Value wide, Value filter, long groups, Shape shape) {
        return cut(g, conv(g, wide, filter, strides, dilations, groups, margins(wide.shape(), shape)), shape);
    }

    /**
     * wide[n, c, ...] = Σ narrow[n, m, o] · filter[m, c, t]: ConvTranspose-11.
     *
     * @param shape of the result; [N, C, ...]
     */
    Value widen(GraphBuilder g, Value narrow, Value filter, long groups, Shape shape) {
        if (strides.stream().allMatch(stride -> stride == 1) && filter.shape().dim(0) > groups) {
            Optional<Value> turned = widenByTurnedFilter(g, narrow, filter, groups, shape);
            if (turned.isPresent()) {
                return turned.get();
            }
        }
        List<Long> margins = margins(shape, narrow.shape());
        Shape made = shape;
        for (int i = 0; i < sizes.size(); i++) {
            long full = (narrow.shape().dim(i + SPATIAL) - 1) * strides.get(i) + extent(i);
            made = made.with(i + SPATIAL, full - margins.get(i) - margins.get(i + sizes.size()));
        }
        Value result = g.node(
                Op.CONV_TRANSPOSE,
                List.of(narrow, filter),
                attributes(filter, strides, dilations, groups, margins),
                narrow.dtype(),
                made);
        return Layouts.place(g, result, Collections.nCopies(shape.rank(), 0L), shape);
    }

    /**
     * {@link #widen} at stride 1 as a convolution with the filter turned about, for which there are faster kernels; empty if that
     * asked for margins below zero.
     */
    private Optional<Value> widenByTurnedFilter(GraphBuilder g, Value narrow, Value filter, long groups, Shape shape) {
        List<Long> margins = new ArrayList<>();
        List<Long> behind = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            margins.add(extent(i) - 1 - before.get(i));
            behind.add(shape.dim(i + SPATIAL) - narrow.shape().dim(i + SPATIAL) + before.get(i));
        }
        margins.addAll(behind);
        if (margins.stream().anyMatch(margin -> margin < 0)) {
            return Optional.empty();
        }
        Value turned = filter;
        for (int i = 0; i < sizes.size(); i++) {
            if (sizes.get(i) > 1) {
                turned = Layouts.slice(g, turned, i + SPATIAL, sizes.get(i) - 1, sizes.get(i), -1);
            }
        }
        long perGroup = filter.shape().dim(1);
        long taps = new Shape(sizes).elements();
        Value apart = g.reshape(turned, Shape.of(groups, filter.shape().dim(0) / groups, perGroup, taps));
        Shape swapped =
                filter.shape().with(0, groups * perGroup).with(1, filter.shape().dim(0) / groups);
        Value kernels = g.reshape(g.transpose(apart, List.of(0L, 2L, 1L, 3L)), swapped);
        return Optional.of(conv(g, narrow, kernels, strides, dilations, groups, margins));
    }

    /**
     * filter[m, c, t] = Σ narrow[n, m, o] · wide[n, c, ...]: for each tap t the product of the narrow tensor with the elements of
     * the wide one that it meets there; or, if there are many, with all windows at once (windows side by side), or by a
     * convolution of the wide by the narrow tensor with the batch in the place of channels, and stride and dilation exchanged.
     *
     * @param shape of the result; [M, C / groups, ...]
     */
    Value filter(GraphBuilder g, Value wide, Value narrow, long groups, Shape shape) {
        if (new Shape(sizes).elements() <= MOST_TAPS) {
            return filterByTaps(g, wide, narrow, groups, shape);
        }
        boolean sideBySide = groups == 1 && sizes.equals(strides) && extentsAreSizes();
        return sideBySide
                ? filterBySideBySide(g, wide, narrow, shape)
                : filterByConvolution(g, wide, narrow, groups, shape);
    }

    private boolean extentsAreSizes() {
        return dilations.stream().allMatch(dilation -> dilation == 1);
    }

    /** The wide tensor with its margins, as far as windows reach. */
    private Value reached(GraphBuilder g, Value wide, Shape narrow) {
        List<Long> offsets = new ArrayList<>(List.of(0L, 0L));
        offsets.addAll(before);
        Shape shape = wide.shape();
        for (int i = 0; i < sizes.size(); i++) {
            shape = shape.with(i + SPATIAL, (narrow.dim(i + SPATIAL) - 1) * strides.get(i) + extent(i));
        }
        return Layouts.place(g, wide, offsets, shape);
    }

    private Value filterByTaps(GraphBuilder g, Value wide, Value narrow, long groups, Shape shape) {
        Value reached = reached(g, wide, narrow.shape());
        long batch = wide.shape().dim(0);
        long perGroup = shape.dim(0) / groups;
        long places = narrow.shape().elements() / batch / shape.dim(0);
        Value left = g.reshape(narrow, Shape.of(batch, groups, perGroup, places));
        List<Value> taps = new ArrayList<>();
        for (long tap = 0; tap < new Shape(sizes).elements(); tap++) {
            Value met = met(g, reached, narrow.shape(), tap);
            Value right = g.reshape(met, Shape.of(batch, groups, shape.dim(1), places));
            Value product = g.fusedMatMul(left, right, false, true, 1);
            Value sum = batch == 1 ? product : g.reduceSum(product, List.of(0L), false);
            taps.add(g.reshape(sum, Shape.of(shape.dim(0), shape.dim(1), 1)));
        }
        return g.reshape(g.concat(taps, 2), shape);
    }

    /** What the windows see at their {@code tap}th element: as many elements by spatial axis as there are windows. */
    private Value met(GraphBuilder g, Value reached, Shape narrow, long tap) {
        List<Long> starts = new ArrayList<>();
        List<Long> steps = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        List<Long> axes = new ArrayList<>();
        Shape shape = reached.shape();
        long rest = tap;
        for (int i = sizes.size() - 1; i >= 0; i--) {
            long start = rest % sizes.get(i) * dilations.get(i);
            rest /= sizes.get(i);
            long count = narrow.dim(i + SPATIAL);
            starts.add(start);
            steps.add(strides.get(i));
            ends.add(start + (count - 1) * strides.get(i) + 1);
            axes.add((long) i + SPATIAL);
            shape = shape.with(i + SPATIAL, count);
        }
        if (shape.equals(reached.shape())) {
            return reached;
        }
        List<Value> operands =
                List.of(reached, g.constant(starts), g.constant(ends), g.constant(axes), g.constant(steps));
        return g.node(Op.SLICE, operands, Map.of(), reached.dtype(), shape);
    }

    private Value filterBySideBySide(GraphBuilder g, Value wide, Value narrow, Shape shape) {
        Value reached = reached(g, wide, narrow.shape());
        List<Long> apart =
                new ArrayList<>(List.of(wide.shape().dim(0), wide.shape().dim(1)));
        List<Long> order = new ArrayList<>(List.of(0L));
        List<Long> within = new ArrayList<>(List.of(1L));
        List<Long> channelsLast = new ArrayList<>(List.of(0L));
        for (int i = 0; i < sizes.size(); i++) {
            order.add((long) apart.size());
            within.add(apart.size() + 1L);
            apart.add(narrow.shape().dim(i + SPATIAL));
            apart.add(sizes.get(i));
            channelsLast.add((long) i + SPATIAL);
        }
        order.addAll(within);
        channelsLast.add(1L);
        long windows = narrow.shape().elements() / shape.dim(0);
        Value rows = g.reshape(
                g.transpose(g.reshape(reached, new Shape(apart)), order),
                Shape.of(windows, shape.elements() / shape.dim(0)));
        Value left = g.reshape(g.transpose(narrow, channelsLast), Shape.of(windows, shape.dim(0)));
        return g.reshape(g.gemm(left, rows, true, false, 1), shape);
    }

    private Value filterByConvolution(GraphBuilder g, Value wide, Value narrow, long groups, Shape shape) {
        long batch = wide.shape().dim(0);
        List<Long> apart = new ArrayList<>(List.of(batch, groups, shape.dim(1)));
        List<Long> order = new ArrayList<>(List.of(2L, 1L, 0L));
        List<Long> joined = new ArrayList<>(List.of(shape.dim(1), groups * batch));
        List<Long> swap = new ArrayList<>(List.of(1L, 0L));
        for (int axis = SPATIAL; axis < shape.rank(); axis++) {
            apart.add(wide.shape().dim(axis));
            order.add(axis + 1L);
            joined.add(wide.shape().dim(axis));
            swap.add((long) axis);
        }
        Value images = g.reshape(g.transpose(g.reshape(wide, new Shape(apart)), order), new Shape(joined));
        Value kernels = g.transpose(narrow, swap);
        Shape swapped = shape.with(0, shape.dim(1)).with(1, shape.dim(0));
        List<Long> margins = margins(wide.shape(), narrow.shape());
        Value result = conv(g, images, kernels, dilations, strides, groups, margins);
        return g.transpose(cut(g, result, swapped), swap);
    }

    /** wide[n, c, ...] = Σ narrow[n, c, o] over the windows that see it: {@link #widen} by ones within each channel. */
    Value sumBack(GraphBuilder g, Value narrow, Shape shape) {
        long images = shape.dim(0) * shape.dim(1);
        Value single = g.reshape(narrow, narrow.shape().with(0, images).with(1, 1));
        Value ones = g.constant(ones(new Shape(sizes).prepend(1).prepend(1)));
        return g.reshape(widen(g, single, ones, 1, shape.with(0, images).with(1, 1)), shape);
    }

    /** How many elements each window sees: of the wide tensor, with {@code margins} (as in pads) around it. */
    Tensor counts(Shape wide, Shape narrow, List<Long> margins) {
        long[] dims = narrow.toArray();
        dims[0] = 1;
        dims[1] = 1;
        Shape shape = Shape.of(dims);
        float[] counts = new float[(int) shape.elements()];
        for (int place = 0; place < counts.length; place++) {
            long rest = place;
            long count = 1;
            for (int i = sizes.size() - 1; i >= 0; i--) {
                long first = rest % dims[i + SPATIAL] * strides.get(i) - before.get(i);
                rest /= dims[i + SPATIAL];
                long low = -margins.get(i);
                long high = wide.dim(i + SPATIAL) + margins.get(i + sizes.size());
                long dilation = dilations.get(i);
                count *= LongStream.range(0, sizes.get(i))
                        .map(t -> first + t * dilation)
                        .filter(at -> at >= low && at < high)
                        .count();
            }
            counts[place] = count;
        }
        return Tensor.ofFloats(shape, counts);
    }

    /** Margins as in pads: those in front, then those behind that the windows reach into. */
    List<Long> margins(Shape wide, Shape narrow) {
        List<Long> margins = new ArrayList<>(before);
        for (int i = 0; i < sizes.size(); i++) {
            margins.add(Math.max(0, after(i, wide, narrow)));
        }
        return margins;
    }

    private static Tensor ones(Shape shape) {
        float[] ones = new float[(int) shape.elements()];
        Arrays.fill(ones, 1);
        return Tensor.ofFloats(shape, ones);
    }

    private static Value conv(
            GraphBuilder g,
            Value images,
            Value filter,
            List<Long> strides,
            List<Long> dilations,
            long groups,
            List<Long> margins) {
        Shape shape = images.shape().with(1, filter.shape().dim(0));
        int axes = strides.size();
        for (int i = 0; i < axes; i++) {
            long extent = (filter.shape().dim(i + SPATIAL) - 1) * dilations.get(i) + 1;
            long wide = images.shape().dim(i + SPATIAL) + margins.get(i) + margins.get(i + axes);
            shape = shape.with(i + SPATIAL, (wide - extent) / strides.get(i) + 1);
        }
        Map<String, Attribute> attributes = attributes(filter, strides, dilations, groups, margins);
        return g.node(Op.CONV, List.of(images, filter), attributes, images.dtype(), shape);
    }

    private static Map<String, Attribute> attributes(
            Value filter, List<Long> strides, List<Long> dilations, long groups, List<Long> margins) {
        List<Long> sizes = filter.shape().dims().subList(SPATIAL, filter.shape().rank());
        return Map.of(
                "kernel_shape", new Attribute.Ints(sizes),
                "strides", new Attribute.Ints(strides),
                "dilations", new Attribute.Ints(dilations),
                "group", new Attribute.Int(groups),
                "pads", new Attribute.Ints(margins));
    }

    private static Value cut(GraphBuilder g, Value value, Shape shape) {
        return Layouts.place(g, value, Collections.nCopies(shape.rank(), 0L), shape);
    }
}
