package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = X ∘ S with S = sigmoid(αX). dX = dY ∘ S ∘ (1 + α(X - Y)). com.microsoft QuickGelu-1; SiLU at α = 1. */
final class QuickGeluRule implements GradientRule {
    /** ONNX Runtime's default. */
    private static final float DEFAULT_ALPHA = 1.702f;

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        float alpha = node.floatAttribute("alpha", DEFAULT_ALPHA);
        scope.give(x, () -> {
            Value s = g.sigmoid(scaled(g, x, alpha));
            Value bend = g.add(scaled(g, g.sub(x, y), alpha), g.constant(1));
            return g.mul(dY, g.mul(s, bend));
        });
    }

    private static Value scaled(GraphBuilder g, Value x, float alpha) {
        return alpha == 1 ? x : g.mul(x, g.constant(alpha));
    }
}
