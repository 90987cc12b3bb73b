package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = the largest or smallest elements of X along an axis. dX = zeros, with dY where they stand in X. ONNX TopK-11. */
final class TopKRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output(0));
        int axis = (int) node.intAttribute("axis", -1);
        scope.give(x, () -> g.scatterElementsAdd(Layouts.zeros(g, x), node.output(1), dY, axis));
    }
}
