package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.rankscope.autodiff.GradientCheck.Build;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of the operators that this program's own graphs are made of. */
final class CoreRows {
    private CoreRows() {}

    private static final List<List<Shape>> BROADCASTS = List.of(
            List.of(Shape.of(2, 3), Shape.of(2, 3)),
            List.of(Shape.of(2, 3), Shape.SCALAR),
            List.of(Shape.of(3), Shape.of(2, 3)),
            List.of(Shape.of(2, 1, 4), Shape.of(3, 1)),
            List.of(Shape.of(1, 1), Shape.of(2, 3)));

    static List<GradientRow> rows() {
        List<GradientRow> rows = new ArrayList<>();
        binary(rows, Op.ADD, -1, 1, g -> (a, b) -> g.add(a, b));
        binary(
                rows,
                Op.SUM,
                -1,
                1,
                g -> (a, b) -> g.node(
                        Op.SUM, List.of(a, b), Map.of(), a.dtype(), a.shape().broadcast(b.shape())));
        binary(rows, Op.SUB, -1, 1, g -> (a, b) -> g.sub(a, b));
        binary(rows, Op.MUL, -1, 1, g -> (a, b) -> g.mul(a, b));
        binary(rows, Op.DIV, 1, 2, g -> (a, b) -> g.div(a, b));
        unary(rows, Op.IDENTITY, -1, 1, (g, x) -> List.of(g.identity(x.get(0))));
        unary(rows, Op.NEG, -1, 1, (g, x) -> List.of(g.neg(x.get(0))));
        unary(rows, Op.EXP, -1, 1, (g, x) -> List.of(g.exp(x.get(0))));
        unary(rows, Op.SQRT, 1, 2, (g, x) -> List.of(g.sqrt(x.get(0))));
        unary(rows, Op.SIGMOID, -2, 2, (g, x) -> List.of(g.sigmoid(x.get(0))));
        for (float alpha : new float[] {1, 1.702f, -1}) {
            unary(rows, Op.QUICK_GELU, -2, 2, (g, x) -> List.of(g.quickGelu(x.get(0), alpha)));
        }
        for (int axis : new int[] {-1, 1, 0}) {
            unary(rows, Op.SOFTMAX, -2, 2, (g, x) -> List.of(g.softmax(x.get(0), axis)));
            unary(rows, Op.LOG_SOFTMAX, -2, 2, (g, x) -> List.of(g.logSoftmax(x.get(0), axis)));
        }
        for (boolean transA : new boolean[] {false, true}) {
            for (boolean transB : new boolean[] {false, true}) {
                Shape a = transA ? Shape.of(3, 2) : Shape.of(2, 3);
                Shape b = transB ? Shape.of(4, 3) : Shape.of(3, 4);
                String label = transA + "," + transB;
                for (Shape c : List.of(Shape.of(2, 4), Shape.of(4), Shape.of(2, 1), Shape.SCALAR)) {
                    rows.add(new GradientRow(
                            Op.GEMM,
                            label,
                            List.of(a, b, c),
                            -1,
                            1,
                            (g, x) -> List.of(g.gemm(x.get(0), x.get(1), x.get(2), transA, transB, 0.7f))));
                }
                rows.add(new GradientRow(
                        Op.GEMM,
                        label,
                        List.of(a, b),
                        -1,
                        1,
                        (g, x) -> List.of(g.gemm(x.get(0), x.get(1), transA, transB, 1.3f))));
                rows.add(new GradientRow(
                        Op.FUSED_MAT_MUL,
                        label,
                        List.of(a.prepend(2), b.prepend(2)),
                        -1,
                        1,
                        (g, x) -> List.of(g.fusedMatMul(x.get(0), x.get(1), transA, transB, 0.5f))));
                rows.add(new GradientRow(
                        Op.FUSED_MAT_MUL,
                        label,
                        List.of(a.prepend(1).prepend(3), b.prepend(1).prepend(3)),
                        -1,
                        1,
                        (g, x) -> List.of(g.fusedMatMul(x.get(0), x.get(1), transA, transB, 1))));
            }
        }
        rows.add(new GradientRow(
                Op.RESHAPE,
                "",
                List.of(Shape.of(2, 3, 4)),
                -1,
                1,
                (g, x) -> List.of(g.mul(g.reshape(x.get(0), Shape.of(6, 4)), g.reshape(x.get(0), Shape.of(6, 4))))));
        for (List<Long> order : List.of(List.of(0L, 2L, 1L), List.of(2L, 0L, 1L), List.of(1L, 2L, 0L))) {
            rows.add(new GradientRow(
                    Op.TRANSPOSE,
                    "" + order,
                    List.of(Shape.of(2, 3, 4)),
                    -1,
                    1,
                    (g, x) -> List.of(g.transpose(x.get(0), order))));
        }
        for (int axis : new int[] {0, 1, -1}) {
            rows.add(new GradientRow(
                    Op.CONCAT,
                    "axis " + axis,
                    List.of(Shape.of(2, 3), Shape.of(2, 3)),
                    -1,
                    1,
                    (g, x) -> List.of(g.concat(x, axis))));
        }
        rows.add(new GradientRow(
                Op.SPLIT, "all", List.of(Shape.of(2, 5)), -1, 1, (g, x) -> g.split(x.get(0), -1, List.of(1L, 4L))));
        rows.add(new GradientRow(
                Op.SPLIT,
                "one",
                List.of(Shape.of(5, 2)),
                -1,
                1,
                (g, x) -> List.of(g.split(x.get(0), 0, List.of(1L, 1L, 3L)).get(2))));
        for (boolean keep : new boolean[] {false, true}) {
            for (List<Long> axes : List.of(List.of(0L), List.of(-1L), List.of(0L, 2L), List.of(0L, 1L, 2L))) {
                rows.add(new GradientRow(
                        Op.REDUCE_SUM,
                        axes + " keep " + keep,
                        List.of(Shape.of(2, 3, 4)),
                        -1,
                        1,
                        (g, x) -> List.of(g.reduceSum(x.get(0), axes, keep))));
                rows.add(new GradientRow(
                        Op.REDUCE_SUM_SQUARE,
                        axes + " keep " + keep,
                        List.of(Shape.of(2, 3, 4)),
                        -1,
                        1,
                        (g, x) -> List.of(g.reduceSumSquare(x.get(0), axes, keep))));
            }
        }
        rows.add(new GradientRow(
                Op.GATHER,
                "repeated rows",
                List.of(Shape.of(4, 3)),
                -1,
                1,
                (g, x) -> List.of(g.gather(x.get(0), GradientCheck.indices(g, Shape.of(2, 3), 0, 3, 3, 1, 0, 3)))));
        rows.add(new GradientRow(
                Op.GATHER_ELEMENTS,
                "last axis",
                List.of(Shape.of(3, 4)),
                -1,
                1,
                (g, x) -> List.of(
                        g.gatherElements(x.get(0), GradientCheck.indices(g, Shape.of(3, 2), 0, 3, 3, 3, 1, 2), -1))));
        rows.add(new GradientRow(Op.WHERE, "broadcast", List.of(Shape.of(2, 3), Shape.of(3)), -1, 1, (g, x) -> {
            Value condition = g.equal(
                    GradientCheck.indices(g, Shape.of(2, 3), 1, 0, 1, 0, 0, 1),
                    GradientCheck.indices(g, Shape.of(1), 1));
            return List.of(g.where(condition, x.get(0), x.get(1)));
        }));
        rows.add(new GradientRow(
                Op.MICROSOFT_ROTARY_EMBEDDING, "two heads", List.of(Shape.of(2, 3, 8)), -1, 1, (g, x) -> {
                    Value cos = g.constant(Tensor.ofFloats(Shape.of(3, 2), 1, 1, .54f, .99f, -.42f, .98f));
                    Value sin = g.constant(Tensor.ofFloats(Shape.of(3, 2), 0, 0, .84f, .01f, .91f, .02f));
                    return List.of(g.rotaryEmbedding(x.get(0), GradientCheck.indices(g, Shape.of(1), 0), cos, sin));
                }));
        for (Shape shape : List.of(Shape.of(3, 5), Shape.of(2, 2, 4), Shape.of(4, 2))) {
            rows.add(new GradientRow(
                    Op.SIMPLIFIED_LAYER_NORMALIZATION,
                    "",
                    List.of(shape, Shape.of(shape.dim(-1))),
                    0.5,
                    1.5,
                    (g, x) -> g.simplifiedLayerNormalization(x.get(0), x.get(1), 1e-5f)
                            .subList(0, 1)));
        }
        return rows;
    }

    private static void binary(
            List<GradientRow> rows,
            Op op,
            double low,
            double high,
            Function<GraphBuilder, BinaryOperator<Value>> apply) {
        BROADCASTS.forEach(shapes -> rows.add(new GradientRow(
                op, "", shapes, low, high, (g, x) -> List.of(apply.apply(g).apply(x.get(0), x.get(1))))));
        rows.add(new GradientRow(
                op,
                "with itself",
                List.of(Shape.of(3)),
                low,
                high,
                (g, x) -> List.of(apply.apply(g).apply(x.get(0), x.get(0)))));
    }

    private static void unary(List<GradientRow> rows, Op op, double low, double high, Build build) {
        Stream.of(Shape.of(2, 3), Shape.of(2, 3, 2), Shape.of(4, 1))
                .forEach(shape -> rows.add(new GradientRow(op, "", List.of(shape), low, high, build)));
    }
}
