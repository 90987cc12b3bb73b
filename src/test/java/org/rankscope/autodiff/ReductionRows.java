package org.rankscope.autodiff;

import static org.rankscope.autodiff.UnaryRows.cycled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Rows of reductions, softmax, running sums and what works on matrices; those of normalisations and losses beside it.
 */
final class ReductionRows {
    private static final List<Op> REDUCTIONS = List.of(
            Op.REDUCE_L1,
            Op.REDUCE_L2,
            Op.REDUCE_LOG_SUM,
            Op.REDUCE_LOG_SUM_EXP,
            Op.REDUCE_MAX,
            Op.REDUCE_MEAN,
            Op.REDUCE_MIN,
            Op.REDUCE_PROD,
            Op.REDUCE_SUM,
            Op.REDUCE_SUM_SQUARE);

    private final List<GradientRow> rows = new ArrayList<>();

    private ReductionRows() {}

    static List<GradientRow> rows() {
        ReductionRows all = new ReductionRows();
        REDUCTIONS.forEach(all::reduction);
        all.edgesOfReductions();
        all.softmax();
        all.running();
        all.matrices();
        all.rows.addAll(NormalizationRows.rows());
        all.rows.addAll(LossRows.rows());
        return all.rows;
    }

    private void reduction(Op op) {
        for (boolean keep : new boolean[] {false, true}) {
            Map<String, Attribute> kept = Map.of("keepdims", new Attribute.Int(keep ? 1 : 0));
            for (List<Long> axes : List.of(List.of(1L), List.of(-1L), List.of(0L, -1L), List.of(2L, 1L, 0L))) {
                reduced(op, kept, axes, Shape.of(2, 3, 2));
            }
            reduced(op, kept, List.of(), Shape.of(2, 3));
            reduced(op, kept, null, Shape.of(2, 3));
            reduced(op, kept, List.of(1L), Shape.of(4, 1));
            Map<String, Attribute> untouched = new HashMap<>(kept);
            untouched.put("noop_with_empty_axes", new Attribute.Int(1));
            reduced(op, untouched, null, Shape.of(2, 3));
            reduced(op, untouched, List.of(), Shape.of(2, 3));
            reduced(op, untouched, List.of(0L), Shape.of(2, 3));
        }
    }

    /**
     * Positive numbers for a logarithm, else of both signs; those next to each other far apart, so that one is the
     * largest.
     */
    private void reduced(Op op, Map<String, Attribute> attributes, List<Long> axes, Shape shape) {
        String label = attributes + " axes " + axes;
        float[] factors =
                op == Op.REDUCE_LOG_SUM ? new float[] {1, 1.5f} : new float[] {1, -0.5f, 1.5f, -2, 0.75f, -1.4f};
        rows.add(new GradientRow(op, label, List.of(shape), 0.95, 1.05, (g, x) -> {
            Value data = cycled(g, x.get(0), factors);
            List<Value> operands = axes == null ? List.of(data) : List.of(data, g.constant(axes));
            return GradientCheck.apply(g, op, operands, attributes, 1);
        }));
    }

    /** Inputs that are 1 exactly: products with zeros that move, and pairs of largest or smallest numbers that do. */
    private void edgesOfReductions() {
        for (float[] start : new float[][] {{0, 2, 3, 1.5f, 2, 4}, {0, 2, 0, 0, 0, 0}}) {
            onOnes(Op.REDUCE_PROD, start);
        }
        onOnes(Op.REDUCE_MAX, 1, 3, 3, 2, 1, 2);
        onOnes(Op.REDUCE_MIN, 1, 1, 3, 2, 1, 1);
        onOnes(Op.REDUCE_L1, 0, 0, 0, 1, 0, 1);
        onOnes(Op.REDUCE_L2, 0, 0, 0, 1, 0, 1);
        onOnes(Op.REDUCE_SUM_SQUARE, 0, 0, 0, 1, 0, 1);
    }

    private void onOnes(Op op, float... start) {
        rows.add(new GradientRow(op, "at " + Arrays.toString(start), List.of(Shape.of(2, 3)), 1, 1 + 1e-9, (g, x) -> {
            Value data = fromOnes(g, x.get(0), start);
            return GradientCheck.apply(g, op, List.of(data, g.constant(List.of(1L))), Map.of(), 1);
        }));
    }

    private void softmax() {
        for (Op op : List.of(Op.SOFTMAX, Op.LOG_SOFTMAX)) {
            rows.add(GradientRow.of(op, Map.of(), -2, 2, Shape.of(2, 3, 4)));
            rows.add(GradientRow.of(op, Map.of(), -2, 2, Shape.of(5)));
            rows.add(GradientRow.of(op, Map.of("axis", new Attribute.Int(-2)), -2, 2, Shape.of(2, 3, 4)));
        }
    }

    private void running() {
        for (Op op : List.of(Op.CUM_SUM, Op.CUM_PROD)) {
            for (int form = 0; form < 4; form++) {
                Map<String, Attribute> attributes =
                        Map.of("exclusive", new Attribute.Int(form & 1), "reverse", new Attribute.Int(form >> 1));
                for (long axis : new long[] {0, 1, -1}) {
                    rows.add(new GradientRow(
                            op,
                            attributes + " axis " + axis,
                            List.of(Shape.of(2, 3, 2)),
                            -1,
                            1,
                            (g, x) -> along(g, op, x.get(0), axis, attributes)));
                }
                rows.add(new GradientRow(
                        op,
                        attributes + " zeros",
                        List.of(Shape.of(3, 5)),
                        1,
                        1 + 1e-9,
                        (g, x) -> along(
                                g,
                                op,
                                fromOnes(g, x.get(0), 1.5f, 2, 0, -2, 0, 0, 1, 3, 1, 2, 1, -1, 2, 3, 0),
                                1,
                                attributes)));
            }
            rows.add(new GradientRow(
                    op, "by default", List.of(Shape.of(4)), -1, 1, (g, x) -> along(g, op, x.get(0), 0, Map.of())));
        }
    }

    private static List<Value> along(GraphBuilder g, Op op, Value x, long axis, Map<String, Attribute> attributes) {
        Value where = GradientCheck.indices(g, Shape.SCALAR, axis);
        return GradientCheck.apply(g, op, List.of(x, where), attributes, 1);
    }

    /** What is { start} where x is 1, and moves with it. */
    private static Value fromOnes(GraphBuilder g, Value x, float... start) {
        return g.add(g.sub(x, g.constant(1)), g.constant(Tensor.ofFloats(x.shape(), start)));
    }

    private void matrices() {
        for (Shape shape : List.of(Shape.of(2, 2), Shape.of(3, 3), Shape.of(2, 2, 2), Shape.of(2, 1, 3, 3))) {
            for (Op op : List.of(Op.DET, Op.INVERSE)) {
                rows.add(new GradientRow(
                        op,
                        "",
                        List.of(shape),
                        -0.5,
                        0.5,
                        (g, x) -> GradientCheck.apply(g, op, List.of(nearTwiceOne(g, x.get(0))), Map.of(), 1)));
            }
        }
        for (String metric : List.of("euclidean", "sqeuclidean")) {
            rows.add(GradientRow.of(
                    Op.CDIST, Map.of("metric", new Attribute.Text(metric)), -2, 2, Shape.of(3, 4), Shape.of(2, 4)));
        }
        rows.add(new GradientRow(
                Op.CDIST,
                "no distance",
                List.of(Shape.of(2, 2), Shape.of(2, 2)),
                1,
                1 + 1e-9,
                (g, x) -> GradientCheck.apply(
                        g,
                        Op.CDIST,
                        List.of(fromOnes(g, x.get(0), 0, 0, 1, 2), fromOnes(g, x.get(1), 0, 0, 2, 0)),
                        Map.of("metric", new Attribute.Text("euclidean")),
                        1)));
        rows.add(GradientRow.of(Op.CDIST, Map.of(), -1, 1, Shape.of(2, 1), Shape.of(3, 1)));
    }

    /** x + 2 I: matrices that are far from singular. */
    private static Value nearTwiceOne(GraphBuilder g, Value x) {
        int size = (int) x.shape().dim(-1);
        float[] twice = new float[size * size];
        for (int i = 0; i < size; i++) {
            twice[i * size + i] = 2;
        }
        return g.add(x, g.constant(Tensor.ofFloats(Shape.of(size, size), twice)));
    }
}
