package org.rankscope.autodiff;

import static org.rankscope.autodiff.RowBuilder.apart;
import static org.rankscope.autodiff.RowBuilder.attributes;
import static org.rankscope.autodiff.RowBuilder.list;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Rows of operators on images and signals: convolutions and pools. */
final class SpatialRows {
    private static final Map<String, Attribute> NONE = Map.of();

    private SpatialRows() {}

    static List<GradientRow> rows() {
        RowBuilder rows = new RowBuilder();
        convolutions(rows);
        largeFilters(rows);
        transposedConvolutions(rows);
        fusedConvolutions(rows);
        means(rows);
        norms(rows);
        maxima(rows);
        SamplingRows.addTo(rows);
        return rows.rows();
    }

    private static void all(RowBuilder rows, Op op, Map<String, Attribute> attributes, Shape... shapes) {
        rows.add(op, attributes, List.of(shapes), (g, x) -> x);
    }

    private static void convolutions(RowBuilder rows) {
        all(rows, Op.CONV, NONE, Shape.of(2, 3, 5), Shape.of(2, 3, 3));
        all(rows, Op.CONV, NONE, Shape.of(2, 3, 5), Shape.of(2, 3, 1), Shape.of(2));
        all(rows, Op.CONV, attributes("strides", list(2), "pads", list(1, 2)), Shape.of(2, 2, 6), Shape.of(3, 2, 3));
        all(rows, Op.CONV, attributes("strides", list(3), "dilations", list(2)), Shape.of(1, 2, 9), Shape.of(2, 2, 2));
        all(rows, Op.CONV, NONE, Shape.of(2, 2, 4, 3), Shape.of(3, 2, 2, 3), Shape.of(3));
        all(
                rows,
                Op.CONV,
                attributes("kernel_shape", list(3, 2), "strides", list(2, 1), "pads", list(1, 0, 0, 1)),
                Shape.of(2, 2, 4, 4),
                Shape.of(3, 2, 3, 2),
                Shape.of(3));
        all(
                rows,
                Op.CONV,
                attributes("dilations", list(2, 1), "strides", list(2, 3), "pads", list(2, 1, 1, 0)),
                Shape.of(1, 2, 6, 7),
                Shape.of(2, 2, 2, 2));
        all(
                rows,
                Op.CONV,
                attributes("group", 2, "pads", list(1, 1, 1, 1)),
                Shape.of(2, 4, 3, 3),
                Shape.of(6, 2, 3, 3),
                Shape.of(6));
        all(rows, Op.CONV, attributes("pads", list(3, 0, 1, 2)), Shape.of(1, 2, 3, 3), Shape.of(2, 2, 2, 2));
        all(rows, Op.CONV, attributes("group", 2, "pads", list(1, 1)), Shape.of(2, 4, 5), Shape.of(4, 2, 3));
        all(rows, Op.CONV, attributes("group", 4, "pads", list(1, 1)), Shape.of(2, 4, 5), Shape.of(4, 1, 3));
        all(rows, Op.CONV, attributes("group", 3, "strides", list(2, 2)), Shape.of(2, 3, 4, 5), Shape.of(3, 1, 2, 2));
        all(rows, Op.CONV, attributes("strides", list(2, 2)), Shape.of(1, 3, 4, 4), Shape.of(4, 3, 2, 2));
        for (String mode : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            all(
                    rows,
                    Op.CONV,
                    attributes("auto_pad", mode, "strides", list(2, 1)),
                    Shape.of(1, 2, 5, 4),
                    Shape.of(2, 2, 2, 4));
        }
        all(
                rows,
                Op.CONV,
                attributes("strides", list(1, 2, 1), "pads", list(0, 1, 0, 1, 0, 1), "dilations", list(1, 1, 2)),
                Shape.of(1, 2, 3, 3, 4),
                Shape.of(2, 2, 2, 2, 2),
                Shape.of(2));
        all(rows, Op.CONV, attributes("group", 2), Shape.of(1, 2, 2, 3, 2), Shape.of(2, 1, 2, 2, 1));
    }

    /** Filters that are derived in other ways than element by element: windows side by side, and others. */
    private static void largeFilters(RowBuilder rows) {
        Shape filter = Shape.of(2, 1, 9, 8);
        all(rows, Op.CONV, attributes("strides", list(9, 8)), Shape.of(2, 1, 20, 16), filter, Shape.of(2));
        all(rows, Op.CONV, attributes("strides", list(3, 2), "pads", list(1, 0, 2, 3)), Shape.of(1, 1, 10, 9), filter);
        all(rows, Op.CONV, attributes("group", 2, "dilations", list(1, 2)), Shape.of(2, 2, 9, 16), filter);
        all(rows, Op.CONV_TRANSPOSE, attributes("strides", list(9, 8)), Shape.of(1, 2, 1, 2), filter);
        all(rows, Op.CONV_TRANSPOSE, attributes("strides", list(2, 3)), Shape.of(2, 2, 2, 1), filter);
    }

    private static void transposedConvolutions(RowBuilder rows) {
        Op op = Op.CONV_TRANSPOSE;
        all(rows, op, NONE, Shape.of(2, 3, 4), Shape.of(3, 2, 3));
        all(
                rows,
                op,
                attributes("strides", list(3), "pads", list(1, 0), "output_padding", list(2)),
                Shape.of(2, 2, 3),
                Shape.of(2, 3, 3),
                Shape.of(3));
        all(rows, op, attributes("dilations", list(2), "strides", list(2)), Shape.of(1, 2, 3), Shape.of(2, 2, 3));
        all(rows, op, NONE, Shape.of(2, 2, 3, 2), Shape.of(2, 3, 2, 3), Shape.of(3));
        all(
                rows,
                op,
                attributes("strides", list(2, 1), "pads", list(1, 0, 0, 1), "output_padding", list(1, 0)),
                Shape.of(1, 2, 3, 3),
                Shape.of(2, 2, 3, 2));
        all(
                rows,
                op,
                attributes("group", 2, "strides", list(2, 2), "dilations", list(1, 2)),
                Shape.of(2, 4, 2, 3),
                Shape.of(4, 2, 2, 2),
                Shape.of(4));
        for (String mode : List.of("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET")) {
            all(
                    rows,
                    op,
                    attributes("auto_pad", mode, "strides", list(2, 2)),
                    Shape.of(1, 2, 3, 2),
                    Shape.of(2, 2, 3, 3));
            all(
                    rows,
                    op,
                    attributes("auto_pad", mode, "strides", list(2, 2), "output_shape", list(6, 4)),
                    Shape.of(1, 2, 3, 2),
                    Shape.of(2, 2, 3, 3));
        }
        all(
                rows,
                op,
                attributes("strides", list(2, 1, 2), "pads", list(0, 1, 0, 1, 0, 1), "output_padding", list(1, 0, 1)),
                Shape.of(1, 2, 2, 2, 2),
                Shape.of(2, 2, 2, 2, 3),
                Shape.of(2));
        all(rows, op, attributes("dilations", list(1, 2, 1)), Shape.of(1, 2, 2, 1, 2), Shape.of(2, 1, 2, 2, 1));
    }

    private static void fusedConvolutions(RowBuilder rows) {
        all(
                rows,
                Op.FUSED_CONV,
                attributes("activation", "Sigmoid", "pads", list(1, 0, 0, 1)),
                Shape.of(1, 2, 3, 3),
                Shape.of(2, 2, 2, 2),
                Shape.of(2));
        all(
                rows,
                Op.FUSED_CONV,
                attributes("activation", "Tanh"),
                Shape.of(1, 2, 3, 3),
                Shape.of(2, 2, 2, 2),
                Shape.of(2),
                Shape.of(1, 2, 2, 2));
        rows.range(0.5, 1);
        all(rows, Op.FUSED_CONV, attributes("activation", "Relu"), Shape.of(1, 2, 3), Shape.of(2, 2, 2));
        Map<String, Attribute> leaky = attributes("activation", "LeakyRelu");
        leaky.put("activation_params", new Attribute.Floats(List.of(0.3f)));
        all(rows, Op.FUSED_CONV, leaky, Shape.of(1, 2, 3), Shape.of(2, 2, 2));
        Map<String, Attribute> hard = attributes("activation", "HardSigmoid");
        hard.put("activation_params", new Attribute.Floats(List.of(0.1f, 0.2f)));
        all(rows, Op.FUSED_CONV, hard, Shape.of(1, 2, 3), Shape.of(2, 2, 2));
        Map<String, Attribute> clip = attributes("activation", "Clip");
        clip.put("activation_params", new Attribute.Floats(List.of(-1f, 7f)));
        all(rows, Op.FUSED_CONV, clip, Shape.of(1, 2, 3), Shape.of(2, 2, 2));
        rows.range(-1, 1);
    }

    /** Windows of pools that every kind of them is checked with. */
    private static void pools(RowBuilder rows, Op op, Map<String, Attribute> further) {
        for (Map<String, Attribute> windows : List.of(
                attributes("kernel_shape", list(2, 2)),
                attributes("kernel_shape", list(2, 2), "strides", list(2, 2)),
                attributes("kernel_shape", list(3, 2), "strides", list(2, 1), "pads", list(1, 0, 2, 1)),
                attributes("kernel_shape", list(3, 2), "strides", list(2, 2), "ceil_mode", 1),
                attributes("kernel_shape", list(3, 3), "strides", list(2, 2), "ceil_mode", 1, "pads", list(1, 1, 1, 1)),
                attributes("kernel_shape", list(3, 2), "strides", list(2, 2), "auto_pad", "SAME_UPPER"),
                attributes("kernel_shape", list(2, 3), "strides", list(1, 3), "auto_pad", "SAME_LOWER"),
                attributes("kernel_shape", list(2, 3), "strides", list(2, 1), "auto_pad", "VALID"))) {
            pool(rows, op, windows, further, Shape.of(2, 2, 6, 5));
        }
        if (op != Op.LP_POOL) { // whose kernel makes one more row here than its shape inference says
            Map<String, Attribute> startingBehind =
                    attributes("kernel_shape", list(2), "strides", list(3), "ceil_mode", 1);
            pool(rows, op, startingBehind, further, Shape.of(2, 1, 6));
        }
        pool(rows, op, attributes("kernel_shape", list(3), "strides", list(2)), further, Shape.of(2, 1, 8));
        pool(
                rows,
                op,
                attributes("kernel_shape", list(2, 1, 2), "strides", list(1, 2, 2), "pads", list(1, 0, 0, 0, 0, 1)),
                further,
                Shape.of(1, 2, 3, 3, 4));
    }

    private static void pool(
            RowBuilder rows, Op op, Map<String, Attribute> windows, Map<String, Attribute> further, Shape shape) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(windows);
        attributes.putAll(further);
        rows.add(op, attributes, List.of(shape), (g, x) -> {
            if (op != Op.LP_POOL) {
                g.raiseOpset(19);
            }
            return List.of(op == Op.MAX_POOL ? apart(g, x.get(0)) : x.get(0));
        });
    }

    private static void means(RowBuilder rows) {
        pools(rows, Op.AVERAGE_POOL, NONE);
        pools(rows, Op.AVERAGE_POOL, attributes("count_include_pad", 1));
        Map<String, Attribute> dilated =
                attributes("kernel_shape", list(2, 2), "dilations", list(2, 3), "pads", list(1, 0, 1, 1));
        pool(rows, Op.AVERAGE_POOL, dilated, NONE, Shape.of(1, 2, 5, 5));
        pool(rows, Op.AVERAGE_POOL, dilated, attributes("count_include_pad", 1), Shape.of(1, 2, 5, 5));
        all(rows, Op.GLOBAL_AVERAGE_POOL, NONE, Shape.of(2, 3, 4));
        all(rows, Op.GLOBAL_AVERAGE_POOL, NONE, Shape.of(2, 1, 3, 2));
        all(rows, Op.GLOBAL_AVERAGE_POOL, NONE, Shape.of(1, 2, 2, 1, 3));
    }

    private static void norms(RowBuilder rows) {
        rows.range(0.5, 1.5);
        pools(rows, Op.LP_POOL, NONE);
        for (int p : new int[] {1, 3}) {
            pools(rows, Op.LP_POOL, attributes("p", p));
        }
        for (int p : new int[] {1, 2, 3}) {
            rows.range(-1.5, -0.5);
            pool(rows, Op.LP_POOL, attributes("kernel_shape", list(2, 2)), attributes("p", p), Shape.of(1, 2, 3, 3));
            all(rows, Op.GLOBAL_LP_POOL, attributes("p", p), Shape.of(2, 2, 2, 3));
            rows.range(0.5, 1.5);
            all(rows, Op.GLOBAL_LP_POOL, attributes("p", p), Shape.of(1, 2, 4));
        }
        pool(
                rows,
                Op.LP_POOL,
                attributes("kernel_shape", list(2, 2), "dilations", list(2, 1)),
                NONE,
                Shape.of(1, 2, 4, 3));
        rows.range(-1, 1);
    }

    private static void maxima(RowBuilder rows) {
        rows.range(-0.1, 0.1);
        pools(rows, Op.MAX_POOL, NONE);
        Map<String, Attribute> dilated =
                attributes("kernel_shape", list(2, 2), "dilations", list(2, 3), "pads", list(1, 0, 1, 1));
        pool(rows, Op.MAX_POOL, dilated, NONE, Shape.of(2, 2, 5, 5));
        for (int order : new int[] {0, 1}) {
            rows.add(Op.MAX_POOL, "with places, order " + order, List.of(Shape.of(2, 2, 4, 3)), (g, x) -> {
                Map<String, Attribute> attributes = attributes("kernel_shape", list(2, 2), "storage_order", order);
                return GradientCheck.apply(g, Op.MAX_POOL, List.of(apart(g, x.get(0))), attributes, 2)
                        .subList(0, 1);
            });
        }
        for (Shape shape : List.of(Shape.of(2, 3, 4), Shape.of(1, 2, 2, 3), Shape.of(2, 1, 2, 2, 2))) {
            rows.add(Op.GLOBAL_MAX_POOL, NONE, List.of(shape), (g, x) -> List.of(apart(g, x.get(0))));
        }
        rows.range(-1, 1);
        for (List<Long> shape : List.of(List.<Long>of(), List.of(1L, 1L, 5L, 5L))) {
            rows.add(
                    Op.MAX_UNPOOL,
                    attributes("kernel_shape", list(2, 2), "strides", list(2, 2)),
                    List.of(Shape.of(1, 1, 2, 2)),
                    (g, x) -> {
                        Value places = GradientCheck.indices(g, Shape.of(1, 1, 2, 2), 1, 7, 8, 15);
                        List<Value> operands = new ArrayList<>(List.of(x.get(0), places));
                        Stream.of(shape)
                                .filter(dims -> !dims.isEmpty())
                                .forEach(dims -> operands.add(g.constant(dims)));
                        return operands;
                    });
        }
    }
}
