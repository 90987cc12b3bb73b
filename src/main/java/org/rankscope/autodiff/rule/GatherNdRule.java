package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = slices of X at the places that the rows of indices name, within each element of the first batch_dims axes. dX = zeros, with
 * the slices of dY added there, the batch axes' own places put in front of each row. ONNX GatherND-13.
 */
final class GatherNdRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value data = node.input(0);
        Value indices = node.input(1);
        int batchAxes = (int) node.intAttribute("batch_dims", 0);
        scope.give(data, () -> {
            Value rows = batchAxes == 0
                    ? indices
                    : g.concat(List.of(batchPlaces(g, indices.shape(), batchAxes), indices), -1);
            return g.scatterNdAdd(Layouts.zeros(g, data), rows, scope.gradientOf(node.output()));
        });
    }

    private static Value batchPlaces(GraphBuilder g, Shape indices, int batchAxes) {
        Shape shape = indices.with(-1, batchAxes);
        long[] places = new long[(int) shape.elements()];
        long each = indices.elements() / indices.dim(-1);
        for (int row = 0; row < each; row++) {
            long inner = each;
            long rest = row;
            for (int axis = 0; axis < batchAxes; axis++) {
                inner /= indices.dim(axis);
                places[row * batchAxes + axis] = rest / inner;
                rest %= inner;
            }
        }
        return g.constant(Tensor.ofLongs(shape, places));
    }
}
