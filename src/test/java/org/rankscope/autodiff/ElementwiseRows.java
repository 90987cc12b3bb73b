package org.rankscope.autodiff;

import static org.rankscope.autodiff.UnaryRows.cycled;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of the operators that work element by element, but for activations. */
final class ElementwiseRows {
    private static final List<List<Shape>> BROADCASTS = List.of(
            List.of(Shape.of(2, 3), Shape.of(2, 3)),
            List.of(Shape.of(2, 3), Shape.SCALAR),
            List.of(Shape.of(3), Shape.of(2, 3)),
            List.of(Shape.of(2, 1, 4), Shape.of(3, 1)));

    private final UnaryRows rows = new UnaryRows();

    private ElementwiseRows() {}

    static List<GradientRow> rows() {
        ElementwiseRows all = new ElementwiseRows();
        all.functions();
        all.extrema();
        all.powers();
        all.copies();
        all.rows.addAll(ActivationRows.rows());
        return all.rows.all();
    }

    private void functions() {
        for (Op op : List.of(Op.ERF, Op.SIN, Op.COS, Op.SINH, Op.COSH, Op.ASINH, Op.ATAN, Op.TANH, Op.TAN)) {
            rows.smooth(op, Map.of(), -1, 1);
        }
        rows.smooth(Op.ACOS, Map.of(), -0.7, 0.7);
        rows.smooth(Op.ASIN, Map.of(), -0.7, 0.7);
        rows.smooth(Op.ATANH, Map.of(), -0.7, 0.7);
        rows.smooth(Op.ACOSH, Map.of(), 1.6, 3);
        rows.smooth(Op.LOG, Map.of(), 0.7, 2);
        rows.smooth(Op.RECIPROCAL, Map.of(), 0.8, 2);
        rows.kinked(Op.ABS, Map.of(), 0.3, 0.9, 1, -1);
    }

    /** Numbers near 1 and 3, near 2 and 4, near 5.5 and 0.5: none of two inputs are equal. */
    private void extrema() {
        float[][] cycles = {{1, 3}, {4, 2}, {5.5f, 0.5f}};
        List<List<Shape>> groups = new ArrayList<>(BROADCASTS);
        groups.add(List.of(Shape.of(2, 3)));
        groups.add(List.of(Shape.of(2, 4), Shape.of(2, 4), Shape.of(2, 4)));
        groups.add(List.of(Shape.of(4), Shape.of(2, 1), Shape.SCALAR));
        for (Op op : List.of(Op.MAX, Op.MIN, Op.MEAN, Op.SUM)) {
            for (List<Shape> shapes : groups) {
                rows.add(new GradientRow(op, "", shapes, 0.9, 1.1, (g, x) -> {
                    List<Value> operands = IntStream.range(0, x.size())
                            .mapToObj(i -> cycled(g, x.get(i), cycles[i]))
                            .toList();
                    return GradientCheck.apply(g, op, operands, Map.of(), 1);
                }));
            }
        }
        for (List<Shape> shapes : BROADCASTS) {
            rows.add(new GradientRow(
                    Op.MOD,
                    "",
                    shapes,
                    0.98,
                    1.02,
                    (g, x) -> GradientCheck.apply(
                            g,
                            Op.MOD,
                            List.of(cycled(g, x.get(0), 5.5f, -3.7f), cycled(g, x.get(1), 2, -2)),
                            Map.of("fmod", new Attribute.Int(1)),
                            1)));
        }
        rows.add(new GradientRow(Op.MAX, "equal numbers", List.of(Shape.of(3)), -1, 1, (g, x) -> {
            Value same = g.mul(x.get(0), g.constant(1));
            return GradientCheck.apply(g, Op.MAX, List.of(same, x.get(0)), Map.of(), 1);
        }));
    }

    private void powers() {
        for (float exponent : new float[] {2, 3, 1, 0, 0.5f, -1, 2.5f}) {
            rows.add(new GradientRow(
                    Op.POW,
                    "to " + exponent,
                    List.of(Shape.of(2, 3)),
                    0.8,
                    1.5,
                    (g, x) -> GradientCheck.apply(g, Op.POW, List.of(x.get(0), g.constant(exponent)), Map.of(), 1)));
        }
        for (List<Shape> shapes : BROADCASTS) {
            rows.add(GradientRow.of(Op.POW, Map.of(), 0.8, 1.5, shapes.get(0), shapes.get(1)));
        }
        rows.add(new GradientRow(
                Op.POW,
                "integer exponents of every sign",
                List.of(Shape.of(2, 4)),
                0.8,
                1.2,
                (g, x) -> GradientCheck.apply(
                        g,
                        Op.POW,
                        List.of(cycled(g, x.get(0), 1, -1), GradientCheck.indices(g, Shape.of(4), 2, 3, 0, -1)),
                        Map.of(),
                        1)));
        rows.add(new GradientRow(
                Op.POW,
                "of zero, to integers that are data",
                List.of(Shape.of(2, 4)),
                0.8,
                1.2,
                (g, x) -> GradientCheck.apply(
                        g,
                        Op.POW,
                        List.of(
                                cycled(g, x.get(0), 0, -1),
                                g.cast(GradientCheck.indices(g, Shape.of(4), 2, 3, 0, 1), DType.INT32)),
                        Map.of(),
                        1)));
        rows.add(new GradientRow(
                Op.POW,
                "of zero, to numbers that are data",
                List.of(Shape.of(2, 3), Shape.of(3)),
                1.2,
                1.8,
                (g, x) -> GradientCheck.apply(g, Op.POW, List.of(cycled(g, x.get(0), 0, 1), x.get(1)), Map.of(), 1)));
    }

    private void copies() {
        rows.add(new GradientRow(Op.CAST, "there and back", List.of(Shape.of(2, 3)), -1, 1, (g, x) -> {
            Value cube = g.cast(x.get(0), DType.DOUBLE);
            return List.of(g.cast(g.mul(cube, g.mul(cube, cube)), DType.FLOAT));
        }));
        rows.add(new GradientRow(Op.TANH, "in DOUBLE", List.of(Shape.of(2, 3)), -1, 1, (g, x) -> {
            Value wide = g.cast(x.get(0), DType.DOUBLE);
            List<Value> y = GradientCheck.apply(g, Op.TANH, List.of(wide), Map.of(), 1);
            return List.of(g.cast(y.get(0), DType.FLOAT));
        }));
        rows.add(new GradientRow(Op.CAST_LIKE, "there and back", List.of(Shape.of(2, 3)), -1, 1, (g, x) -> {
            Value wide = g.cast(g.constant(1), DType.DOUBLE);
            Value there = GradientCheck.apply(g, Op.CAST_LIKE, List.of(x.get(0), wide), Map.of(), 1)
                    .get(0);
            return GradientCheck.apply(g, Op.CAST_LIKE, List.of(g.mul(there, there), x.get(0)), Map.of(), 1);
        }));
        rows.add(GradientRow.of(Op.DROPOUT, Map.of(), -1, 1, Shape.of(2, 3)));
        for (boolean training : new boolean[] {false, true}) {
            rows.add(new GradientRow(
                    Op.DROPOUT,
                    "with its mask, in training " + training,
                    List.of(Shape.of(2, 3)),
                    -1,
                    1,
                    (g, x) -> GradientCheck.apply(
                                    g,
                                    Op.DROPOUT,
                                    List.of(x.get(0), g.constant(training ? 0 : 0.4f), truth(g, training)),
                                    Map.of(),
                                    2)
                            .subList(0, 1)));
        }
        rows.add(new GradientRow(
                Op.WHERE,
                "stretched condition",
                List.of(Shape.of(2, 3), Shape.SCALAR),
                -1,
                1,
                (g, x) -> List.of(g.where(
                        g.equal(
                                GradientCheck.indices(g, Shape.of(2, 1, 1), 1, 0),
                                GradientCheck.indices(g, Shape.SCALAR, 1)),
                        x.get(0),
                        x.get(1)))));
    }

    private static Value truth(GraphBuilder g, boolean value) {
        Tensor tensor = Tensor.zeros(DType.BOOL, Shape.SCALAR);
        tensor.data().put(0, (byte) (value ? 1 : 0));
        return g.constant(tensor);
    }
}
