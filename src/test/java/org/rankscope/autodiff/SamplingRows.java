package org.rankscope.autodiff;

import static org.rankscope.autodiff.RowBuilder.attributes;
import static org.rankscope.autodiff.RowBuilder.floats;
import static org.rankscope.autodiff.RowBuilder.list;
import static org.rankscope.autodiff.RowBuilder.longs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of operators that resample images and transform signals. */
final class SamplingRows {
    private static final List<String> COORDINATES = List.of(
            "half_pixel",
            "half_pixel_symmetric",
            "pytorch_half_pixel",
            "align_corners",
            "asymmetric",
            "tf_crop_and_resize");

    private SamplingRows() {}

    static void addTo(RowBuilder rows) {
        nearest(rows);
        interpolated(rows);
        keptAspect(rows);
        columns(rows);
        grids(rows);
        deformed(rows);
        transforms(rows);
    }

    /** Resized by {@code scales}, or to them as sizes if they are whole numbers above 2. */
    private static void resize(
            RowBuilder rows, Map<String, Attribute> attributes, Shape shape, boolean bySize, float... numbers) {
        rows.add(Op.RESIZE, attributes, List.of(shape), (g, x) -> {
            boolean crops = attributes.get("coordinate_transformation_mode") instanceof Attribute.Text mode
                    && mode.value().equals("tf_crop_and_resize");
            Value roi = crops ? region(g, numbers.length) : Value.ABSENT;
            if (!bySize) {
                return List.of(x.get(0), roi, floats(g, Shape.of(numbers.length), numbers));
            }
            long[] sizes = new long[numbers.length];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = (long) numbers[i];
            }
            return List.of(x.get(0), roi, Value.ABSENT, longs(g, sizes));
        });
    }

    /** From 0.1 to 0.8 of the last two axes, which lies partly beyond the edge of the last. */
    private static Value region(GraphBuilder g, int axes) {
        float[] region = new float[2 * axes];
        for (int i = 0; i < axes; i++) {
            region[i] = i < axes - 2 ? 0 : 0.1f;
            region[axes + i] = i < axes - 1 ? i < axes - 2 ? 1 : 0.8f : 1.3f;
        }
        return floats(g, Shape.of(2 * axes), region);
    }

    private static void nearest(RowBuilder rows) {
        List<String> coordinates = new ArrayList<>(COORDINATES);
        coordinates.add("tf_half_pixel_for_nn");
        for (String coordinate : coordinates) {
            for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
                Map<String, Attribute> attributes =
                        attributes("coordinate_transformation_mode", coordinate, "nearest_mode", rounding);
                resize(rows, attributes, Shape.of(1, 2, 4, 5), false, 1, 1, 1.6f, 0.7f);
                resize(rows, attributes, Shape.of(1, 2, 2, 3), false, 1, 1, 2, 3);
                resize(rows, attributes, Shape.of(1, 1, 3, 4), false, 1, 1, 1, 2);
            }
        }
        resize(rows, Map.of(), Shape.of(2, 1, 2, 3), true, 2, 1, 4, 6);
        resize(rows, Map.of(), Shape.of(2, 3), true, 5, 4);
        resize(rows, attributes("axes", list(-1, 1)), Shape.of(1, 3, 4), false, 2.5f, 0.5f);
        rows.add(
                Op.RESIZE,
                attributes("mode", "nearest"),
                List.of(Shape.of(1, 1, 2, 2)),
                (g, x) -> List.of(x.get(0), floats(g, Shape.of(0)), floats(g, Shape.of(0)), longs(g, 1, 1, 4, 5)));
    }

    private static void interpolated(RowBuilder rows) {
        for (String coordinate : COORDINATES) {
            for (String mode : List.of("linear", "cubic")) {
                Map<String, Attribute> attributes =
                        attributes("coordinate_transformation_mode", coordinate, "mode", mode);
                resize(rows, attributes, Shape.of(1, 2, 4, 5), false, 1, 1, 1.7f, 0.6f);
                resize(rows, attributes, Shape.of(1, 1, 3, 4), true, 1, 1, 5, 3);
                resize(rows, attributes, Shape.of(1, 1, 3, 4), false, 1, 1, 2, 1);
            }
        }
        resize(rows, attributes("mode", "linear"), Shape.of(3, 4), true, 5, 6);
        resize(rows, attributes("mode", "linear"), Shape.of(1, 3, 4, 2), false, 1, 2, 1.5f, 1);
        resize(rows, attributes("mode", "linear"), Shape.of(1, 1, 2, 3, 2), false, 1, 1, 2, 1.5f, 2);
        resize(rows, attributes("mode", "linear", "axes", list(2, 3)), Shape.of(1, 2, 2, 3), true, 5, 4);
        resize(rows, attributes("mode", "cubic", "cubic_coeff_a", -0.5f), Shape.of(1, 1, 4, 3), false, 1, 1, 1.5f, 2);
        resize(rows, attributes("mode", "cubic", "exclude_outside", 1), Shape.of(1, 1, 4, 3), false, 1, 1, 1.5f, 2);
        for (String mode : List.of("linear", "cubic")) {
            resize(rows, attributes("mode", mode, "antialias", 1), Shape.of(1, 2, 6, 5), false, 1, 1, 0.5f, 0.6f);
            resize(rows, attributes("mode", mode, "antialias", 1), Shape.of(1, 1, 6, 3), true, 1, 1, 2, 5);
        }
        resize(
                rows,
                attributes("mode", "cubic", "antialias", 1, "exclude_outside", 1),
                Shape.of(1, 1, 7, 5),
                true,
                1,
                1,
                3,
                4);
    }

    private static void keptAspect(RowBuilder rows) {
        for (String policy : List.of("not_larger", "not_smaller")) {
            for (String mode : List.of("nearest", "linear", "cubic")) {
                for (String coordinate : List.of("half_pixel", "asymmetric", "align_corners")) {
                    Map<String, Attribute> attributes = attributes(
                            "mode",
                            mode,
                            "keep_aspect_ratio_policy",
                            policy,
                            "coordinate_transformation_mode",
                            coordinate,
                            "axes",
                            list(2, 3));
                    resize(rows, attributes, Shape.of(1, 1, 3, 5), true, 5, 7);
                    resize(rows, attributes, Shape.of(1, 2, 4, 3), true, 3, 3);
                    resize(rows, attributes, Shape.of(1, 1, 2, 3), true, 4, 6);
                }
            }
        }
    }

    private static void columns(RowBuilder rows) {
        rows.add(Op.COL2IM, attributes(), Shape.of(2, 8, 6), list(3, 4), list(2, 2))
                .add(
                        Op.COL2IM,
                        attributes("strides", list(2, 1), "dilations", list(1, 2), "pads", list(1, 0, 0, 1)),
                        Shape.of(1, 12, 6),
                        list(4, 4),
                        list(3, 2))
                .add(Op.COL2IM, attributes("strides", list(2)), Shape.of(1, 3, 3), list(7), list(3));
    }

    private static void grids(RowBuilder rows) {
        for (String padding : List.of("zeros", "border", "reflection")) {
            for (int align : new int[] {0, 1}) {
                for (String mode : List.of("bilinear", "nearest", "bicubic")) {
                    grid(rows, 18, attributes("mode", mode, "padding_mode", padding, "align_corners", align), 4, 3);
                }
                for (String mode : List.of("linear", "nearest")) {
                    grid(rows, 20, attributes("mode", mode, "padding_mode", padding, "align_corners", align), 2, 3, 4);
                }
                grid(rows, 20, attributes("mode", "cubic", "padding_mode", padding, "align_corners", align), 3, 4);
            }
        }
    }

    /** Seven places: within the image, beyond each edge, and far off; a fifth of an element to either side of a quarter. */
    private static void grid(RowBuilder rows, int opset, Map<String, Attribute> attributes, long... sizes) {
        float[] places = {0.25f, 1.25f, -0.75f, 2.25f, -2.75f, 4.25f, 3.25f};
        int axes = sizes.length;
        boolean align = attributes.get("align_corners") instanceof Attribute.Int flag && flag.value() == 1;
        float[] grid = new float[7 * axes];
        float[] scale = new float[axes];
        for (int axis = 0; axis < axes; axis++) {
            float size = sizes[axes - 1 - axis];
            scale[axis] = 0.4f / size;
            for (int i = 0; i < 7; i++) {
                float place = places[(i * (axis + 1) + axis) % 7];
                grid[i * axes + axis] = align ? 2 * place / (size - 1) - 1 : (2 * place + 1) / size - 1;
            }
        }
        long[] points = new long[axes + 2];
        Arrays.fill(points, 1);
        points[axes] = 7;
        points[axes + 1] = axes;
        Shape image = Shape.of(sizes).prepend(2).prepend(1);
        rows.add(Op.GRID_SAMPLE, attributes, List.of(image, Shape.of(points)), (g, x) -> {
            g.raiseOpset(opset);
            Value moved = g.mul(x.get(1), floats(g, Shape.of(axes), scale));
            return List.of(x.get(0), g.add(moved, floats(g, Shape.of(points), grid)));
        });
    }

    private static void deformed(RowBuilder rows) {
        deform(rows, attributes(), false, Shape.of(2, 2, 3, 3), Shape.of(2, 2, 2, 2), Shape.of(2, 8, 2, 2));
        deform(
                rows,
                attributes("strides", list(2, 1), "pads", list(1, 0, 1, 1), "dilations", list(1, 2)),
                true,
                Shape.of(1, 2, 4, 4),
                Shape.of(3, 2, 2, 2),
                Shape.of(1, 8, 3, 3));
        deform(
                rows,
                attributes("group", 2, "offset_group", 2),
                true,
                Shape.of(1, 4, 3, 3),
                Shape.of(2, 2, 2, 2),
                Shape.of(1, 16, 2, 2));
    }

    private static void deform(
            RowBuilder rows, Map<String, Attribute> attributes, boolean all, Shape image, Shape filter, Shape offsets) {
        List<Shape> shapes = new ArrayList<>(List.of(image, filter, offsets));
        if (all) {
            shapes.add(Shape.of(filter.dim(0)));
            shapes.add(offsets.with(1, offsets.dim(1) / 2));
        }
        rows.add(Op.DEFORM_CONV, attributes, shapes, (g, x) -> {
            List<Value> operands = new ArrayList<>(x);
            float[] places = new float[(int) offsets.elements()];
            for (int i = 0; i < places.length; i++) {
                places[i] = i % 5 - 1.7f;
            }
            Value moved = g.mul(x.get(2), g.constant(0.2f));
            operands.set(2, g.add(moved, floats(g, offsets, places)));
            return operands;
        });
    }

    private static void transforms(RowBuilder rows) {
        for (int parts : new int[] {1, 2}) {
            for (int inverse : new int[] {0, 1}) {
                transform(rows, attributes("inverse", inverse), Shape.of(2, 5, parts), null, -2);
                transform(rows, attributes("inverse", inverse), Shape.of(4, 3, parts), null, 0);
                transform(rows, attributes("inverse", inverse), Shape.of(2, 4, 3, parts), 6L, 1);
                transform(rows, attributes("inverse", inverse), Shape.of(1, 6, parts), 4L, 1);
            }
        }
        for (Long length : new Long[] {null, 4L, 7L}) {
            transform(rows, attributes("onesided", 1), Shape.of(2, 6, 1), length, 1);
        }
        Map<String, Attribute> toReal = attributes("inverse", 1, "onesided", 1);
        transform(rows, toReal, Shape.of(2, 4, 2), null, 1);
        transform(rows, toReal, Shape.of(2, 4, 2), 6L, 1);
        transform(rows, toReal, Shape.of(2, 3, 2), 5L, 1);
        rows.add(Op.DFT, attributes("axis", 2), List.of(Shape.of(1, 2, 4, 1)), (g, x) -> x)
                .add(Op.DFT, attributes(), List.of(Shape.of(1, 4, 2, 1)), (g, x) -> x);
        Value absent = Value.ABSENT;
        for (int onesided : new int[] {0, 1}) {
            rows.add(
                    Op.STFT,
                    attributes("onesided", onesided),
                    List.of(Shape.of(2, 8, 1), Shape.of(4)),
                    (g, x) -> List.of(x.get(0), number(g, 2), x.get(1), number(g, 4)));
            rows.add(
                    Op.STFT,
                    attributes("onesided", onesided),
                    List.of(Shape.of(1, 9, 1)),
                    (g, x) -> List.of(x.get(0), number(g, 3), absent, number(g, 5)));
        }
    }

    private static void transform(
            RowBuilder rows, Map<String, Attribute> attributes, Shape shape, Long length, int axis) {
        rows.add(Op.DFT, new LinkedHashMap<>(attributes), List.of(shape), (g, x) -> {
            g.raiseOpset(20);
            return List.of(x.get(0), length == null ? Value.ABSENT : number(g, length), number(g, axis));
        });
    }

    private static Value number(GraphBuilder g, long number) {
        return g.constant(Tensor.ofLongs(Shape.SCALAR, number));
    }
}
