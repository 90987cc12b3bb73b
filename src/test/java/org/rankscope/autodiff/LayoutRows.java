package org.rankscope.autodiff;

import static org.rankscope.autodiff.RowBuilder.apart;
import static org.rankscope.autodiff.RowBuilder.attributes;
import static org.rankscope.autodiff.RowBuilder.bools;
import static org.rankscope.autodiff.RowBuilder.floats;
import static org.rankscope.autodiff.RowBuilder.ints;
import static org.rankscope.autodiff.RowBuilder.list;
import static org.rankscope.autodiff.RowBuilder.longs;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Rows of operators that move elements. */
final class LayoutRows {
    private static final Map<String, Attribute> NONE = Map.of();

    private LayoutRows() {}

    static List<GradientRow> rows() {
        RowBuilder rows = new RowBuilder();
        shapes(rows);
        blocks(rows);
        joins(rows);
        slices(rows);
        pads(rows);
        gathers(rows);
        scatters(rows);
        selections(rows);
        return rows.rows();
    }

    private static void shapes(RowBuilder rows) {
        rows.add(Op.RESHAPE, NONE, Shape.of(2, 3, 4), list(0, -1))
                .add(Op.RESHAPE, attributes("allowzero", 1), Shape.of(2, 3), list(3, 2))
                .add(Op.RESHAPE, NONE, Shape.of(1), new long[0])
                .add(Op.FLATTEN, NONE, Shape.of(2, 3, 2))
                .add(Op.FLATTEN, attributes("axis", 0), Shape.of(2, 3))
                .add(Op.FLATTEN, attributes("axis", -1), Shape.of(2, 3, 2))
                .add(Op.SQUEEZE, NONE, Shape.of(1, 3, 1))
                .add(Op.SQUEEZE, NONE, Shape.of(1, 3, 1), list(-1))
                .add(Op.UNSQUEEZE, NONE, Shape.of(2, 3), list(0, -1))
                .add(Op.UNSQUEEZE, NONE, Shape.SCALAR, list(0))
                .add(
                        Op.EXPAND_DIMS,
                        NONE,
                        List.of(Shape.of(2, 3)),
                        (g, x) -> List.of(x.get(0), ints(g, Shape.SCALAR, -1)))
                .add(Op.EXPAND, NONE, Shape.of(3, 1), list(2, 3, 4))
                .add(Op.EXPAND, NONE, Shape.of(2, 3), list(2, 1))
                .add(Op.EXPAND, NONE, Shape.of(2, 3), list(1))
                .add(Op.EXPAND, NONE, Shape.SCALAR, list(2, 2))
                .add(Op.TILE, NONE, Shape.of(2, 3), list(2, 1))
                .add(Op.TILE, NONE, Shape.of(2, 1, 2), list(3, 2, 2))
                .add(Op.TILE, NONE, Shape.of(2, 3), list(1, 1))
                .add(Op.TRANSPOSE, NONE, Shape.of(2, 3, 4))
                .add(Op.TRANSPOSE, NONE, Shape.of(3, 2))
                .add(Op.TRANSPOSE, attributes("perm", list(0, 3, 1, 2)), Shape.of(2, 3, 1, 2));
    }

    private static void blocks(RowBuilder rows) {
        for (String mode : List.of("DCR", "CRD")) {
            rows.add(Op.DEPTH_TO_SPACE, attributes("blocksize", 2, "mode", mode), Shape.of(2, 8, 2, 3));
        }
        rows.add(Op.DEPTH_TO_SPACE, attributes("blocksize", 3), Shape.of(1, 9, 1, 2))
                .add(Op.SPACE_TO_DEPTH, attributes("blocksize", 2), Shape.of(2, 2, 2, 4))
                .add(Op.SPACE_TO_DEPTH, attributes("blocksize", 3), Shape.of(1, 1, 3, 6));
    }

    private static void joins(RowBuilder rows) {
        rows.add(
                        Op.CONCAT,
                        attributes("axis", -2),
                        List.of(Shape.of(2, 1, 2), Shape.of(2, 3, 2), Shape.of(2, 2, 2)),
                        (g, x) -> x)
                .add(Op.CONCAT, attributes("axis", 0), List.of(Shape.of(3)), (g, x) -> x)
                .add(
                        Op.CONCAT,
                        attributes("axis", 1),
                        List.of(Shape.of(2, 2)),
                        (g, x) -> List.of(floats(g, Shape.of(2, 1), 1, 2), x.get(0), x.get(0)));
        rows.add(
                        Op.SPLIT,
                        "halves",
                        List.of(Shape.of(4, 2)),
                        (g, x) -> GradientCheck.apply(g, Op.SPLIT, x, attributes("num_outputs", 2), 2))
                .add(
                        Op.SPLIT,
                        "uneven",
                        List.of(Shape.of(2, 5)),
                        (g, x) -> GradientCheck.apply(g, Op.SPLIT, x, attributes("num_outputs", 3, "axis", -1), 3))
                .add(Op.SPLIT, "sizes, the middle unused", List.of(Shape.of(2, 6)), (g, x) -> {
                    List<Value> parts = GradientCheck.apply(
                            g, Op.SPLIT, List.of(x.get(0), longs(g, 1, 3, 2)), attributes("axis", 1), 3);
                    return List.of(parts.get(0), parts.get(2));
                });
    }

    private static void slices(RowBuilder rows) {
        rows.add(Op.SLICE, NONE, Shape.of(4, 5), list(1, 2), list(3, 9))
                .add(Op.SLICE, NONE, Shape.of(4, 5), list(-3), list(-1), list(-1))
                .add(Op.SLICE, NONE, Shape.of(4, 5), list(0), list(100), list(1), list(2))
                .add(Op.SLICE, NONE, Shape.of(4, 6), list(-100), list(5), list(1), list(3))
                .add(Op.SLICE, NONE, Shape.of(5), list(-1), list(-100), list(0), list(-1))
                .add(Op.SLICE, NONE, Shape.of(2, 6, 2), list(100, 0), list(0, 1), list(1, 0), list(-2, 1))
                .add(Op.SLICE, NONE, Shape.of(2, 7), list(5), list(1), list(-1), list(-3))
                .add(Op.SLICE, NONE, Shape.of(3, 3), list(0, 0), list(3, 3))
                .add(
                        Op.SLICE,
                        NONE,
                        List.of(Shape.of(4, 3)),
                        (g, x) -> List.of(
                                x.get(0), ints(g, Shape.of(1), 1), ints(g, Shape.of(1), 3), ints(g, Shape.of(1), 0)));
        rows.add(
                Op.SLICE,
                "starts known at run time",
                List.of(Shape.of(3, 4)),
                (g, x) -> List.of(g.node(
                        Op.SLICE,
                        List.of(x.get(0), g.identity(longs(g, 2)), longs(g, -9), longs(g, 1), longs(g, -1)),
                        NONE,
                        DType.FLOAT,
                        Shape.of(3, 3))));
    }

    private static void pads(RowBuilder rows) {
        rows.add(Op.PAD, NONE, Shape.of(2, 3), list(1, 0, 0, 2))
                .add(Op.PAD, NONE, Shape.of(4, 3), list(-1, 1, 2, -1))
                .add(Op.PAD, NONE, Shape.of(2, 3, 2), list(1, 2), null, list(-2))
                .add(
                        Op.PAD,
                        attributes("mode", "constant"),
                        List.of(Shape.of(2, 3), Shape.SCALAR),
                        (g, x) -> List.of(x.get(0), longs(g, 1, -1, 1, 2), x.get(1)))
                .add(
                        Op.PAD,
                        NONE,
                        List.of(Shape.of(2, 3), Shape.of(1)),
                        (g, x) -> List.of(x.get(0), longs(g, 1, 2), x.get(1), longs(g, 0)));
        for (String mode : List.of("reflect", "edge", "wrap")) {
            Map<String, Attribute> attributes = attributes("mode", mode);
            for (Op op : List.of(Op.PAD, Op.MICROSOFT_PAD)) {
                rows.add(op, mode + " at opset 19", List.of(Shape.of(3, 4)), (g, x) -> {
                    g.raiseOpset(19);
                    return List.of(g.node(
                            op, List.of(x.get(0), longs(g, 1, 2, 2, 1)), attributes, DType.FLOAT, Shape.of(6, 7)));
                });
            }
            rows.add(Op.PAD, mode + " and cut", List.of(Shape.of(4, 6)), (g, x) -> {
                g.raiseOpset(19);
                return List.of(g.node(
                        Op.PAD,
                        List.of(x.get(0), longs(g, -1, 2), Value.ABSENT, longs(g, 1)),
                        attributes,
                        DType.FLOAT,
                        Shape.of(4, 7)));
            });
            rows.add(Op.PAD, mode + " known at run time", List.of(Shape.of(2, 3)), (g, x) -> {
                g.raiseOpset(19);
                return List.of(g.node(
                        Op.PAD,
                        List.of(x.get(0), g.identity(longs(g, 0, 1, 1, 2))),
                        attributes,
                        DType.FLOAT,
                        Shape.of(3, 6)));
            });
        }
        rows.add(
                Op.PAD,
                "known at run time",
                List.of(Shape.of(2, 3), Shape.SCALAR),
                (g, x) -> List.of(g.node(
                        Op.PAD,
                        List.of(x.get(0), g.identity(longs(g, 0, 1, 1, -1)), x.get(1)),
                        NONE,
                        DType.FLOAT,
                        Shape.of(3, 3))));
        rows.add(
                Op.MICROSOFT_PAD,
                NONE,
                List.of(Shape.of(2, 3), Shape.of(1)),
                (g, x) -> List.of(x.get(0), longs(g, 1, 0, 1, 2), x.get(1)));
    }

    private static void gathers(RowBuilder rows) {
        rows.add(
                        Op.GATHER,
                        attributes("axis", 1),
                        List.of(Shape.of(2, 5, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 3), 0, 4, -1, 2, 2, -5)))
                .add(
                        Op.GATHER,
                        attributes("axis", -1),
                        List.of(Shape.of(2, 5)),
                        (g, x) -> List.of(x.get(0), ints(g, Shape.of(6), 3, 0, 3, -5, 4, 0)))
                .add(
                        Op.GATHER,
                        attributes("axis", 1),
                        List.of(Shape.of(2, 3, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.SCALAR, -1)))
                .add(Op.GATHER, NONE, List.of(Shape.of(4, 2)), (g, x) -> List.of(x.get(0), ints(g, Shape.SCALAR, 2)))
                .add(Op.GATHER, NONE, List.of(Shape.of(6)), (g, x) -> List.of(x.get(0), longs(g, 4, 2, 0, 1)))
                .add(Op.GATHER, NONE, List.of(Shape.of(6)), (g, x) -> List.of(x.get(0), longs(g, 2, 2, 2, 5)));
        rows.add(
                Op.GATHER,
                "indices known at run time",
                List.of(Shape.of(3, 2, 4)),
                (g, x) -> List.of(g.node(
                        Op.GATHER,
                        List.of(x.get(0), g.identity(ints(g, Shape.of(2, 2), 0, -1, 3, 0))),
                        attributes("axis", 2),
                        DType.FLOAT,
                        Shape.of(3, 2, 2, 2))));
        rows.add(
                        Op.GATHER_ELEMENTS,
                        NONE,
                        List.of(Shape.of(3, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 2), 0, -1, 2, 2)))
                .add(
                        Op.GATHER_ELEMENTS,
                        attributes("axis", -1),
                        List.of(Shape.of(2, 3)),
                        (g, x) -> List.of(x.get(0), ints(g, Shape.of(2, 4), 0, 1, 0, -3, 2, 2, -1, 0)))
                .add(
                        Op.GATHER_ELEMENTS,
                        attributes("axis", 1),
                        List.of(Shape.of(2, 3, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 1, 2), 0, 1, -1, 2)));
        rows.add(
                        Op.GATHER_ND,
                        NONE,
                        List.of(Shape.of(3, 2, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(3, 2), 0, 1, 2, -1, 0, 1)))
                .add(
                        Op.GATHER_ND,
                        NONE,
                        List.of(Shape.of(3, 2)),
                        (g, x) ->
                                List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 2, 2), 0, 1, 2, 1, 0, 1, -3, 0)))
                .add(
                        Op.GATHER_ND,
                        attributes("batch_dims", 1),
                        List.of(Shape.of(2, 3, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 2, 1), 0, 2, -1, 2)))
                .add(
                        Op.GATHER_ND,
                        attributes("batch_dims", 2),
                        List.of(Shape.of(2, 2, 3)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 2, 1), 0, 2, 1, -1)));
    }

    private static void scatters(RowBuilder rows) {
        rows.add(
                        Op.SCATTER_ELEMENTS,
                        NONE,
                        List.of(Shape.of(3, 2), Shape.of(2, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 2), 0, -1, 2, 0), x.get(1)))
                .add(
                        Op.SCATTER_ND,
                        NONE,
                        List.of(Shape.of(3, 2), Shape.of(2, 2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 1), 2, 0), x.get(1)))
                .add(
                        Op.SCATTER_ND,
                        NONE,
                        List.of(Shape.of(2, 3), Shape.of(2)),
                        (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.of(2, 2), 1, -1, 0, 0), x.get(1)));
        for (String reduction : List.of("add", "mul")) {
            scatter(rows, reduction, false);
        }
        rows.add(
                Op.SCATTER_ELEMENTS,
                "mul by zeros",
                List.of(Shape.of(3), Shape.of(2)),
                (g, x) -> GradientCheck.apply(
                        g,
                        Op.SCATTER_ELEMENTS,
                        List.of(
                                x.get(0),
                                longs(g, 0, 2, 0, 1, 1),
                                g.concat(List.of(x.get(1), floats(g, Shape.of(3), 0, 0, 0)), 0)),
                        attributes("reduction", "mul"),
                        1));
        rows.range(-0.1, 0.1);
        for (String reduction : List.of("max", "min")) {
            scatter(rows, reduction, true);
        }
        rows.range(-1, 1);
        for (String mode : List.of("linear", "circular")) {
            rows.add(
                            Op.TENSOR_SCATTER,
                            attributes("mode", mode),
                            List.of(Shape.of(2, 4, 3), Shape.of(2, 2, 3)),
                            (g, x) -> List.of(x.get(0), x.get(1), longs(g, 0, 2)))
                    .add(
                            Op.TENSOR_SCATTER,
                            attributes("mode", mode, "axis", 1),
                            List.of(Shape.of(2, 3), Shape.of(2, 2)),
                            (g, x) -> x);
        }
        rows.add(
                Op.TENSOR_SCATTER,
                attributes("mode", "circular", "axis", -1),
                List.of(Shape.of(2, 2, 4), Shape.of(2, 2, 3)),
                (g, x) -> List.of(x.get(0), x.get(1), longs(g, 3, 1)));
    }

    private static void scatter(RowBuilder rows, String reduction, boolean clearOfKinks) {
        Map<String, Attribute> attributes = attributes("reduction", reduction);
        RowBuilder.Operands elements = (g, x) -> {
            Value all = clearOfKinks ? apart(g, x.get(0)) : x.get(0);
            List<Value> parts = g.split(all, 0, List.of(3L, 4L));
            return List.of(parts.get(0), GradientCheck.indices(g, Shape.of(4, 1), 0, 2, -3, 0), parts.get(1));
        };
        rows.add(Op.SCATTER_ELEMENTS, attributes, List.of(Shape.of(7, 1)), elements);
        rows.add(
                Op.SCATTER_ELEMENTS,
                attributes("reduction", reduction, "axis", -1),
                List.of(Shape.of(2, 6)),
                (g, x) -> {
                    Value all = clearOfKinks ? apart(g, x.get(0)) : x.get(0);
                    List<Value> parts = g.split(all, 1, List.of(3L, 3L));
                    Value indices = ints(g, Shape.of(2, 3), 1, 1, 0, 2, -1, 2);
                    return List.of(parts.get(0), indices, parts.get(1));
                });
        rows.add(Op.SCATTER_ND, attributes, List.of(Shape.of(7, 2)), (g, x) -> {
            Value all = clearOfKinks ? apart(g, x.get(0)) : x.get(0);
            List<Value> parts = g.split(all, 0, List.of(3L, 4L));
            return List.of(parts.get(0), GradientCheck.indices(g, Shape.of(4, 1), 0, 2, -3, 0), parts.get(1));
        });
    }

    private static void selections(RowBuilder rows) {
        rows.add(Op.COMPRESS, NONE, List.of(Shape.of(2, 3)), (g, x) -> List.of(x.get(0), bools(g, 0, 1, 1, 0, 1)))
                .add(
                        Op.COMPRESS,
                        attributes("axis", 0),
                        List.of(Shape.of(3, 2)),
                        (g, x) -> List.of(x.get(0), bools(g, 1, 0, 1)))
                .add(
                        Op.COMPRESS,
                        attributes("axis", -1),
                        List.of(Shape.of(2, 4)),
                        (g, x) -> List.of(x.get(0), bools(g, 0, 1, 1)));
        for (Op op : List.of(Op.TRILU, Op.MICROSOFT_TRILU)) {
            rows.add(op, NONE, Shape.of(3, 3)).add(op, attributes("upper", 0), Shape.of(2, 2, 4));
            for (int k : new int[] {-1, 1}) {
                for (int upper : new int[] {0, 1}) {
                    rows.add(
                            op,
                            attributes("upper", upper),
                            List.of(Shape.of(3, 4)),
                            (g, x) -> List.of(x.get(0), GradientCheck.indices(g, Shape.SCALAR, k)));
                }
            }
        }
        rows.add(Op.REVERSE_SEQUENCE, NONE, Shape.of(4, 3, 2), list(1, 4, 2))
                .add(Op.REVERSE_SEQUENCE, attributes("time_axis", 1, "batch_axis", 0), Shape.of(2, 4), list(3, 1));
        rows.add(Op.CENTER_CROP_PAD, NONE, Shape.of(5, 4, 3), list(2, 7, 3))
                .add(Op.CENTER_CROP_PAD, attributes("axes", list(-1)), Shape.of(2, 2), list(5))
                .add(Op.CENTER_CROP_PAD, attributes("axes", list(1, 2)), Shape.of(2, 6, 3), list(3, 6));
        for (int axis : new int[] {-1, 0, 1}) {
            rows.add(
                    Op.ONE_HOT,
                    attributes("axis", axis),
                    List.of(Shape.of(2)),
                    (g, x) -> List.of(
                            GradientCheck.indices(g, Shape.of(2, 2), 0, -1, 7, 2),
                            GradientCheck.indices(g, Shape.SCALAR, 3),
                            x.get(0)));
        }
        rows.range(-0.1, 0.1);
        for (int largest : new int[] {0, 1}) {
            for (int axis : new int[] {0, -1}) {
                rows.add(Op.TOP_K, "largest " + largest + ", axis " + axis, List.of(Shape.of(4, 3)), (g, x) -> {
                    List<Value> operands = List.of(apart(g, x.get(0)), longs(g, 2));
                    return GradientCheck.apply(g, Op.TOP_K, operands, attributes("largest", largest, "axis", axis), 2)
                            .subList(0, 1);
                });
            }
        }
        rows.add(Op.UNIQUE, NONE, List.of(Shape.of(2, 3)), (g, x) -> List.of(apart(g, x.get(0))))
                .add(Op.UNIQUE, attributes("sorted", 0), List.of(Shape.of(4)), (g, x) -> List.of(apart(g, x.get(0))))
                .add(Op.UNIQUE, attributes("axis", 1), List.of(Shape.of(2, 3)), (g, x) -> List.of(apart(g, x.get(0))));
        rows.add(Op.UNIQUE, "all results", List.of(Shape.of(3, 2)), (g, x) -> GradientCheck.apply(
                        g, Op.UNIQUE, List.of(apart(g, x.get(0))), attributes("axis", 0), 4)
                .subList(0, 1));
    }
}
