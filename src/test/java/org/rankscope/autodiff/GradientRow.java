package org.rankscope.autodiff;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;

/** One operator at one choice of shapes and attributes; its float inputs are uniform in [low, high]. */
record GradientRow(Op op, String label, List<Shape> shapes, double low, double high, GradientCheck.Build build) {
    /** The operator with {@code attributes} on all the inputs, with one output. */
    static GradientRow of(Op op, Map<String, Attribute> attributes, double low, double high, Shape... shapes) {
        return new GradientRow(
                op,
                "" + attributes,
                List.of(shapes),
                low,
                high,
                (g, x) -> GradientCheck.apply(g, op, x, attributes, 1));
    }

    @Override
    public String toString() {
        return op + " " + label + " " + shapes;
    }
}
