package org.rankscope.autodiff.rule;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;

/** Y = X with axes in the order perm, or turned about. dX = dY in the inverse order. ONNX Transpose-13. */
final class TransposeRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        int rank = node.input(0).shape().rank();
        List<Long> turned =
                LongStream.range(0, rank).map(axis -> rank - 1 - axis).boxed().toList();
        List<Long> permutation = node.intsAttribute("perm", turned);
        Long[] inverse = new Long[rank];
        for (int i = 0; i < inverse.length; i++) {
            inverse[permutation.get(i).intValue()] = (long) i;
        }
        scope.give(node.input(0), () -> scope.builder()
                .transpose(scope.gradientOf(node.output()), Arrays.asList(inverse)));
    }
}
