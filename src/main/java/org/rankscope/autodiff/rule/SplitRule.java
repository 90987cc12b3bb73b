package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y₁, Y₂, ... = stretches of X. dX = their gradients side by side, zero where there is none. ONNX Split-18. */
final class SplitRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        scope.give(node.input(0), () -> {
            List<Value> stretches = node.outputs().stream()
                    .map(part -> scope.gradientIfAny(part).orElseGet(() -> Layouts.zeros(g, part)))
                    .toList();
            return g.concat(stretches, (int) node.intAttribute("axis", 0));
        });
    }
}
