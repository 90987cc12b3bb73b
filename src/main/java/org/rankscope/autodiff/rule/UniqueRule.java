package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = the distinct elements of X, or its distinct slices along an axis. dX = zeros, with dY where each occurs first in X.
 * ONNX Unique-11.
 */
final class UniqueRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output(0);
        boolean slices = node.attributes().get("axis") instanceof Attribute.Int;
        int axis = slices ? x.shape().axis((int) node.intAttribute("axis", 0)) : 0;
        scope.give(x, () -> {
            Value first = node.hasOutput(1)
                    ? node.output(1)
                    : g.add(
                                    node.op(),
                                    node.inputs(),
                                    node.attributes(),
                                    List.of(
                                            y,
                                            new Value(
                                                    "indices",
                                                    DType.INT64,
                                                    Shape.of(y.shape().dim(axis)))))
                            .output(1);
            Value dY = scope.gradientOf(y);
            return slices ? Layouts.addSlicesAt(g, x, first, dY, axis) : Layouts.addAt(g, x, first, dY);
        });
    }
}
