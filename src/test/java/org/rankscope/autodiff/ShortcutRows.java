package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Rows of operators whose gradient takes another way because of what stands beside them. */
final class ShortcutRows {
    private ShortcutRows() {}

    static List<GradientRow> rows() {
        List<GradientRow> rows = new ArrayList<>();
        lowRankUpdates(rows);
        attention(rows);
        return rows;
    }

    /** Y = X·(W + β·P·Q), in each orientation. */
    private static void lowRankUpdates(List<GradientRow> rows) {
        for (boolean transX : new boolean[] {false, true}) {
            for (boolean transW : new boolean[] {false, true}) {
                Shape x = transX ? Shape.of(4, 3) : Shape.of(3, 4);
                Shape p = Shape.of(transW ? 5 : 4, 1);
                Shape q = Shape.of(1, transW ? 4 : 5);
                rows.add(new GradientRow(
                        Op.GEMM, "low-rank update " + transX + "," + transW, List.of(x, p, q), -1, 1, (g, in) -> {
                            Value frozen = frozen(g, Shape.of(p.dim(0), q.dim(1)));
                            Value updated = g.gemm(in.get(1), in.get(2), frozen, false, false, 0.6f);
                            return List.of(g.gemm(in.get(0), updated, transX, transW, 0.7f));
                        }));
            }
        }
    }

    /** softmax(S)·V over more keys than V has features: alone, under another shape, and read by others too. */
    private static void attention(List<GradientRow> rows) {
        List<Shape> shapes = List.of(Shape.of(2, 3, 6), Shape.of(2, 6, 2));
        rows.add(new GradientRow(Op.SOFTMAX, "in attention", shapes, -1, 1, (g, in) -> {
            Value weights = g.softmax(in.get(0), -1);
            return List.of(g.fusedMatMul(weights, in.get(1), false, false, 0.8f));
        }));
        rows.add(new GradientRow(
                Op.SOFTMAX,
                "in attention of groups",
                List.of(Shape.of(1, 4, 3, 6), Shape.of(1, 2, 6, 2)),
                -1,
                1,
                (g, in) -> {
                    Value weights = g.reshape(g.softmax(in.get(0), -1), Shape.of(1, 2, 6, 6));
                    return List.of(g.fusedMatMul(weights, in.get(1), false, false, 1));
                }));
        rows.add(new GradientRow(Op.SOFTMAX, "in attention that shows its weights", shapes, -1, 1, (g, in) -> {
            Value weights = g.softmax(in.get(0), -1);
            return List.of(g.fusedMatMul(weights, in.get(1), false, false, 1), g.mul(weights, weights));
        }));
    }

    private static Value frozen(GraphBuilder g, Shape shape) {
        float[] values = new float[(int) shape.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(1 + i);
        }
        return g.constant(Tensor.ofFloats(shape, values));
    }
}
