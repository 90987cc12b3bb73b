package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/** Y = determinants of square matrices that have an inverse. dX = dY ∘ Y ∘ X⁻¹ᵀ. ONNX Det-11. */
final class DetRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output();
        scope.give(x, () -> {
            int rank = x.shape().rank();
            List<Long> swapped =
                    new ArrayList<>(LongStream.range(0, rank - 2).boxed().toList());
            swapped.add(rank - 1L);
            swapped.add(rank - 2L);
            Value inverse = g.node(Op.INVERSE, List.of(x), Map.of(), x.dtype(), x.shape());
            Value scale = g.reshape(
                    g.mul(scope.gradientOf(y), y), x.shape().with(-1, 1).with(-2, 1));
            return g.mul(g.transpose(inverse, swapped), scale);
        });
    }
}
