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
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> sum(scope.builder(), dY, x.shape(), false));
    }

    /** The sum of stretches of dY that one element is repeated over: dX where Y = each element of X several times in a row. */
    static Value sumOfBlocks(GraphBuilder g, Value dY, Shape shape) {
        return sum(g, dY, shape, true);
    }

    private static Value sum(GraphBuilder g, Value dY, Shape shape, boolean blocks) {
        List<Long> apart = new ArrayList<>();
        List<Long> repeats = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            long size = shape.dim(axis);
            long times = dY.shape().dim(axis) / size;
            if (times != 1) {
                repeats.add((long) apart.size() + (blocks ? 1 : 0));
                apart.add(blocks ? size : times);
            }
            apart.add(blocks && times != 1 ? times : size);
        }
        return repeats.isEmpty() ? dY : g.reshape(g.reduceSum(g.reshape(dY, new Shape(apart)), repeats, false), shape);
    }
}
