package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** A list of rows, to which operators of one input are added over several shapes. */
final class UnaryRows {
    private final List<GradientRow> rows = new ArrayList<>();

    List<GradientRow> all() {
        return List.copyOf(rows);
    }

    void addAll(List<GradientRow> further) {
        rows.addAll(further);
    }

    void add(GradientRow row) {
        rows.add(row);
    }

    void smooth(Op op, Map<String, Attribute> attributes, double low, double high) {
        Stream.of(Shape.of(2, 3), Shape.of(2, 3, 2), Shape.of(4, 1), Shape.SCALAR)
                .forEach(shape -> rows.add(GradientRow.of(op, attributes, low, high, shape)));
    }

    /** Inputs in [low, high] times the factors, one after the other: on every side of the kinks and clear of them. */
    void kinked(Op op, Map<String, Attribute> attributes, double low, double high, float... factors) {
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
    interface Unary {
        List<Value> outputs(GraphBuilder g, Value x);
    }

    void kinkedWith(Op op, String label, double low, double high, float[] factors, Unary unary) {
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
}
