package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Y = X repeated along axes. dX = the sum of the repeats of dY. ONNX Tile-13. */
final class TileRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> {
            List<Long> apart = new ArrayList<>();
            List<Long> repeats = new ArrayList<>();
            for (int axis = 0; axis < x.shape().rank(); axis++) {
                long size = x.shape().dim(axis);
                if (dY.shape().dim(axis) != size) {
                    repeats.add((long) apart.size());
                    apart.add(dY.shape().dim(axis) / size);
                }
                apart.add(size);
            }
            return repeats.isEmpty()
                    ? dY
                    : g.reshape(g.reduceSum(g.reshape(dY, new Shape(apart)), repeats, false), x.shape());
        });
    }
}
