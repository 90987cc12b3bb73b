package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = parts side by side. Each part's gradient is its stretch of dY. ONNX Concat-13. */
final class ConcatRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        int axis = (int) node.intAttribute("axis", 0);
        List<Long> sizes =
                node.inputs().stream().map(part -> part.shape().dim(axis)).toList();
        List<Value> stretches = scope.builder().split(scope.gradientOf(node.output()), axis, sizes);
        for (int i = 0; i < stretches.size(); i++) {
            Value stretch = stretches.get(i);
            scope.give(node.input(i), () -> stretch);
        }
    }
}
