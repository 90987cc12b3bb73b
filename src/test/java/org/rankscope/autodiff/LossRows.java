package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Rows of the losses of classes. */
final class LossRows {
    private static final Shape ROWS = Shape.of(4, 3);
    private static final Shape IMAGES = Shape.of(2, 3, 2, 2);

    private final List<GradientRow> rows = new ArrayList<>();

    private LossRows() {}

    static List<GradientRow> rows() {
        LossRows all = new LossRows();
        for (Op op : List.of(Op.SOFTMAX_CROSS_ENTROPY_LOSS, Op.NEGATIVE_LOG_LIKELIHOOD_LOSS)) {
            for (String reduction : List.of("mean", "sum", "none")) {
                for (boolean ignores : new boolean[] {false, true}) {
                    all.loss(op, reduction, ignores, ROWS);
                    all.loss(op, reduction, ignores, ROWS, Shape.of(3));
                    all.loss(op, reduction, ignores, IMAGES, Shape.of(3));
                }
            }
        }
        all.rows.add(new GradientRow(
                Op.SOFTMAX_CROSS_ENTROPY_LOSS,
                "with log p, targets INT32, nothing said",
                List.of(ROWS),
                -1,
                1,
                (g, x) -> GradientCheck.apply(
                        g,
                        Op.SOFTMAX_CROSS_ENTROPY_LOSS,
                        List.of(x.get(0), g.cast(targets(g, ROWS), DType.INT32)),
                        Map.of(),
                        2)));
        return all.rows;
    }

    private void loss(Op op, String reduction, boolean ignores, Shape... shapes) {
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("reduction", new Attribute.Text(reduction));
        if (ignores) {
            attributes.put("ignore_index", new Attribute.Int(2));
        }
        rows.add(new GradientRow(op, "" + attributes, List.of(shapes), 0.3, 1.5, (g, x) -> {
            List<Value> operands = new ArrayList<>(List.of(x.get(0), targets(g, shapes[0])));
            operands.addAll(x.subList(1, x.size()));
            return GradientCheck.apply(g, op, operands, attributes, 1);
        }));
    }

    /** Classes 0, 1, 2, 1 over and over, for scores [N, 3, ...]. */
    private static Value targets(GraphBuilder g, Shape scores) {
        List<Long> dims = new ArrayList<>(scores.dims());
        dims.remove(1);
        Shape shape = new Shape(dims);
        long[] classes = new long[(int) shape.elements()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = new long[] {0, 1, 2, 1}[i % 4];
        }
        return GradientCheck.indices(g, shape, classes);
    }
}
