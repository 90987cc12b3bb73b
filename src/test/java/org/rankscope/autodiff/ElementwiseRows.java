package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of the operators that work element by element. */
final class ElementwiseRows {
    private static final List<List<Shape>> BROADCASTS = List.of(
            List.of(Shape.of(2, 3), Shape.of(2, 3)),
            List.of(Shape.of(2, 3), Shape.SCALAR),
            List.of(Shape.of(3), Shape.of(2, 3)),
            List.of(Shape.of(2, 1, 4), Shape.of(3, 1)));

    private final List<GradientRow> rows = new ArrayList<>();

    private ElementwiseRows() {}

    static List<GradientRow> rows() {
        ElementwiseRows all = new ElementwiseRows();
        all.functions();
        all.activations();
        all.gelus();
        all.clip();
        all.extrema();
        all.powers();
        all.copies();
        return all.rows;
    }

    private void functions() {
        for (Op op : List.of(Op.ERF, Op.SIN, Op.COS, Op.SINH, Op.COSH, Op.ASINH, Op.ATAN, Op.TANH, Op.TAN)) {
            smooth(op, Map.of(), -1, 1);
        }
        smooth(Op.ACOS, Map.of(), -0.7, 0.7);
        smooth(Op.ASIN, Map.of(), -0.7, 0.7);
        smooth(Op.ATANH, Map.of(), -0.7, 0.7);
        smooth(Op.ACOSH, Map.of(), 1.6, 3);
        smooth(Op.LOG, Map.of(), 0.7, 2);
        smooth(Op.RECIPROCAL, Map.of(), 0.8, 2);
        kinked(Op.ABS, Map.of(), 0.3, 0.9, 1, -1);
    }

    private void activations() {
        smooth(Op.MISH, Map.of(), -3, 3);
        smooth(Op.SOFTPLUS, Map.of(), -3, 3);
        smooth(Op.SWISH, Map.of(), -2, 2);
        smooth(Op.SWISH, attribute("alpha", 1.5f), -2, 2);
        kinked(Op.SOFTSIGN, Map.of(), 0.3, 0.9, 1, -1);
        kinked(Op.RELU, Map.of(), 0.3, 0.9, 1, -1);
        for (Map<String, Attribute> given : List.of(Map.<String, Attribute>of(), attribute("alpha", 0.6f))) {
            for (Op op : List.of(Op.CELU, Op.ELU, Op.LEAKY_RELU, Op.SELU)) {
                kinked(op, given, 0.3, 0.9, 1, -1);
            }
        }
        kinked(Op.SELU, attribute("gamma", 1.3f), 0.3, 0.9, 1, -1);
        kinked(Op.HARD_SIGMOID, Map.of(), 0.3, 0.9, 1, -1, 12, -12);
        kinked(
                Op.HARD_SIGMOID,
                Map.of("alpha", new Attribute.Float(0.4f), "beta", new Attribute.Float(0.45f)),
                0.3,
                0.9,
                1,
                -1,
                12,
                -12);
        kinked(Op.HARD_SWISH, Map.of(), 0.3, 0.9, 1, -1, 12, -12);
        kinked(Op.SHRINK, Map.of(), 0.6, 0.9, 1, -1, 0.5f, -0.5f);
        kinked(
                Op.SHRINK,
                Map.of("lambd", new Attribute.Float(1.4f), "bias", new Attribute.Float(0.3f)),
                0.6,
                0.9,
                1,
                -1,
                3,
                -3);
        kinked(Op.THRESHOLDED_RELU, Map.of(), 0.6, 0.9, 1, -1, 2);
        kinked(Op.THRESHOLDED_RELU, attribute("alpha", 0.5f), 0.6, 0.9, 1, -1, 0.5f);
        for (List<Shape> shapes : List.of(
                List.of(Shape.of(2, 3), Shape.of(2, 3)),
                List.of(Shape.of(2, 3, 2), Shape.of(3, 1)),
                List.of(Shape.of(2, 3), Shape.of(1)),
                List.of(Shape.of(4, 1), Shape.of(4, 1)))) {
            rows.add(new GradientRow(
                    Op.PRELU,
                    "",
                    shapes,
                    0.3,
                    0.9,
                    (g, x) -> GradientCheck.apply(
                            g, Op.PRELU, List.of(cycled(g, x.get(0), 1, -1), x.get(1)), Map.of(), 1)));
        }
    }

    private void gelus() {
        smooth(Op.GELU, Map.of(), -2, 2);
        smooth(Op.GELU, Map.of("approximate", new Attribute.Text("none")), -2, 2);
        smooth(Op.GELU, Map.of("approximate", new Attribute.Text("tanh")), -2, 2);
        smooth(Op.MICROSOFT_GELU, Map.of(), -2, 2);
        rows.add(GradientRow.of(Op.FAST_GELU, Map.of(), -2, 2, Shape.of(2, 3, 2)));
        for (Op op : List.of(Op.FAST_GELU, Op.BIAS_GELU)) {
            rows.add(GradientRow.of(op, Map.of(), -1, 1, Shape.of(2, 3), Shape.of(3)));
            rows.add(GradientRow.of(op, Map.of(), -1, 1, Shape.of(2, 3, 2), Shape.of(2)));
            rows.add(GradientRow.of(op, Map.of(), -1, 1, Shape.of(4, 1), Shape.of(1)));
        }
    }

    private void clip() {
        for (boolean low : new boolean[] {false, true}) {
            for (boolean high : new boolean[] {false, true}) {
                kinkedWith(Op.CLIP, "low " + low + " high " + high, 0.3, 0.9, new float[] {1, -1, 8, -8}, (g, x) -> {
                    Value from = low ? g.constant(-1.5f) : Value.ABSENT;
                    Value to = high ? g.constant(1.5f) : Value.ABSENT;
                    List<Value> operands = high ? List.of(x, from, to) : low ? List.of(x, from) : List.of(x);
                    return GradientCheck.apply(g, Op.CLIP, operands, Map.of(), 1);
                });
            }
        }
        rows.add(new GradientRow(
                Op.CLIP,
                "bounds that are data",
                List.of(Shape.of(2, 4), Shape.SCALAR, Shape.SCALAR),
                0.3,
                0.9,
                (g, x) -> GradientCheck.apply(
                        g,
                        Op.CLIP,
                        List.of(cycled(g, x.get(0), 1, -1, 8, -8), cycled(g, x.get(1), -2), cycled(g, x.get(2), 2)),
                        Map.of(),
                        1)));
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
        rows.add(new GradientRow(
                Op.MAX, "equal, the first one gets the gradient", List.of(Shape.of(3)), -1, 1, (g, x) -> {
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

    private static Map<String, Attribute> attribute(String name, float value) {
        return Map.of(name, new Attribute.Float(value));
    }

    private void smooth(Op op, Map<String, Attribute> attributes, double low, double high) {
        Stream.of(Shape.of(2, 3), Shape.of(2, 3, 2), Shape.of(4, 1), Shape.SCALAR)
                .forEach(shape -> rows.add(GradientRow.of(op, attributes, low, high, shape)));
    }

    /** Inputs in [low, high] times the factors, one after the other: on every side of the kinks and clear of them. */
    private void kinked(Op op, Map<String, Attribute> attributes, double low, double high, float... factors) {
        kinkedWith(
                op,
                "" + attributes,
                low,
                high,
                factors,
                (g, x) -> GradientCheck.apply(g, op, List.of(x), attributes, 1));
    }

    /** Applies an operator to one value. */
    @FunctionalInterface
    private interface Unary {
        List<Value> outputs(GraphBuilder g, Value x);
    }

    private void kinkedWith(Op op, String label, double low, double high, float[] factors, Unary unary) {
        Stream.of(Shape.of(2, 4), Shape.of(2, 3, 2), Shape.of(4, 1))
                .forEach(shape -> rows.add(new GradientRow(
                        op,
                        label,
                        List.of(shape),
                        low,
                        high,
                        (g, x) -> unary.outputs(g, cycled(g, x.get(0), factors)))));
    }

    /** x times the factors, one after the other. */
    static Value cycled(GraphBuilder g, Value x, float... factors) {
        float[] all = new float[(int) x.shape().elements()];
        for (int i = 0; i < all.length; i++) {
            all[i] = factors[i % factors.length];
        }
        return g.mul(x, g.constant(Tensor.ofFloats(x.shape(), all)));
    }

    private static Value truth(GraphBuilder g, boolean value) {
        Tensor tensor = Tensor.zeros(DType.BOOL, Shape.SCALAR);
        tensor.data().put(0, (byte) (value ? 1 : 0));
        return g.constant(tensor);
    }
}
