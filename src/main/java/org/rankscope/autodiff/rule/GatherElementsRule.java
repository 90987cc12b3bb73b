package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = elements of X at indices along an axis. dX = zeros, with dY added at them. ONNX GatherElements-13. */
final class GatherElementsRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value data = node.input(0);
        scope.give(
                data,
                () -> g.scatterElementsAdd(Layouts.zeros(g, data), node.input(1), scope.gradientOf(node.output()), (int)
                        node.intAttribute("axis", 0)));
    }
}
