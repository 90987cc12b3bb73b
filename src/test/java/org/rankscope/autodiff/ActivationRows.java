package org.rankscope.autodiff;

import static org.rankscope.autodiff.UnaryRows.cycled;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Rows of activations and of Clip. */
final class ActivationRows {
    private final UnaryRows rows = new UnaryRows();

    private ActivationRows() {}

    static List<GradientRow> rows() {
        ActivationRows all = new ActivationRows();
        all.activations();
        all.gelus();
        all.clip();
        return all.rows.all();
    }

    private void activations() {
        rows.smooth(Op.MISH, Map.of(), -3, 3);
        rows.smooth(Op.SOFTPLUS, Map.of(), -3, 3);
        rows.smooth(Op.SWISH, Map.of(), -2, 2);
        rows.smooth(Op.SWISH, attribute("alpha", 1.5f), -2, 2);
        rows.kinked(Op.SOFTSIGN, Map.of(), 0.3, 0.9, 1, -1);
        rows.kinked(Op.RELU, Map.of(), 0.3, 0.9, 1, -1);
        for (Map<String, Attribute> given : List.of(Map.<String, Attribute>of(), attribute("alpha", 0.6f))) {
            for (Op op : List.of(Op.CELU, Op.ELU, Op.LEAKY_RELU, Op.SELU)) {
                rows.kinked(op, given, 0.3, 0.9, 1, -1);
            }
        }
        rows.kinked(Op.SELU, attribute("gamma", 1.3f), 0.3, 0.9, 1, -1);
        rows.kinked(Op.HARD_SIGMOID, Map.of(), 0.3, 0.9, 1, -1, 12, -12);
        rows.kinked(
                Op.HARD_SIGMOID,
                Map.of("alpha", new Attribute.Float(0.4f), "beta", new Attribute.Float(0.45f)),
                0.3,
                0.9,
                1,
                -1,
                12,
                -12);
        rows.kinked(Op.HARD_SWISH, Map.of(), 0.3, 0.9, 1, -1, 12, -12);
        rows.kinked(Op.SHRINK, Map.of(), 0.6, 0.9, 1, -1, 0.5f, -0.5f);
        rows.kinked(
                Op.SHRINK,
                Map.of("lambd", new Attribute.Float(1.4f), "bias", new Attribute.Float(0.3f)),
                0.6,
                0.9,
                1,
                -1,
                3,
                -3);
        rows.kinked(Op.THRESHOLDED_RELU, Map.of(), 0.6, 0.9, 1, -1, 2);
        rows.kinked(Op.THRESHOLDED_RELU, attribute("alpha", 0.5f), 0.6, 0.9, 1, -1, 0.5f);
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
        rows.smooth(Op.GELU, Map.of(), -2, 2);
        rows.smooth(Op.GELU, Map.of("approximate", new Attribute.Text("none")), -2, 2);
        rows.smooth(Op.GELU, Map.of("approximate", new Attribute.Text("tanh")), -2, 2);
        rows.smooth(Op.MICROSOFT_GELU, Map.of(), -2, 2);
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
                rows.kinkedWith(
                        Op.CLIP, "low " + low + " high " + high, 0.3, 0.9, new float[] {1, -1, 8, -8}, (g, x) -> {
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

    private static Map<String, Attribute> attribute(String name, float value) {
        return Map.of(name, new Attribute.Float(value));
    }
}
