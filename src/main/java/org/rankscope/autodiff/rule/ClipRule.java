package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = X cut to [low, high]. dX = dY where Y = X, bounds included; dlow = Σ dY where Y > X, dhigh = Σ dY where Y < X.
 * ONNX Clip-13; either bound may be left out.
 */
final class ClipRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        Arithmetic m = Arithmetic.of(g, x);
        scope.give(x, () -> m.where(g.equal(x, y), dY));
        if (node.hasInput(1)) {
            scope.give(node.input(1), () -> scope.sumToShape(m.where(m.less(x, y), dY), node.input(1)));
        }
        if (node.hasInput(2)) {
            scope.give(node.input(2), () -> scope.sumToShape(m.where(m.less(y, x), dY), node.input(2)));
        }
    }
}
