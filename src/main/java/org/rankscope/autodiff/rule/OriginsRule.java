package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = elements of X, each from where the same operator finds its place. dX = zeros, with dY there. ONNX Compress-11. */
final class OriginsRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        scope.give(x, () -> Layouts.addAt(g, x, Layouts.origins(g, node), scope.gradientOf(node.output())));
    }
}
