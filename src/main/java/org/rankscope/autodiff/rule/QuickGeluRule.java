package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = X ∘ S with S = sigmoid(αX). dX = dY ∘ S ∘ (1 + α(X - Y)). com.microsoft QuickGelu-1, ONNX Swish-24; SiLU at α =
 * 1.
 */
final class QuickGeluRule implements GradientRule {
    private final float defaultAlpha;

    private QuickGeluRule(float defaultAlpha) {
        this.defaultAlpha = defaultAlpha;
    }

    static QuickGeluRule quickGelu() {
        return new QuickGeluRule(1.702f);
    }

    static QuickGeluRule swish() {
        return new QuickGeluRule(1);
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        float alpha = node.floatAttribute("alpha", defaultAlpha);
        scope.give(x, () -> {
            Arithmetic m = Arithmetic.of(scope.builder(), x);
            Value s = m.of(Op.SIGMOID, m.times(x, alpha));
            Value bend = m.plus(m.times(m.sub(x, y), alpha), 1);
            return m.mul(dY, m.mul(s, bend));
        });
    }
}
