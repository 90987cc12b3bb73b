package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = X ∘ s ∘ w over the last axis of size H, with s = (mean(X²) + ε)^-½, the second output.
 * With G = dY ∘ w: dX = s ∘ (G - X ∘ s²/H ∘ Σ G∘X), dw = Σ rows dY ∘ X ∘ s.
 * SimplifiedLayerNormalization-1 of ONNX Runtime; Zhang and Sennrich 2019 (arXiv 1910.07467), equation 4.
 */
final class SimplifiedLayerNormalizationRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value gain = node.input(1);
        Value s = node.output(1);
        Value dY = scope.gradientOf(node.output(0));
        scope.give(x, () -> {
            Value scaled = g.mul(dY, gain);
            Value along = g.reduceSum(g.mul(scaled, x), List.of(-1L), true);
            Value share =
                    g.mul(g.mul(along, g.mul(s, s)), g.constant(1f / x.shape().dim(-1)));
            return g.mul(g.sub(scaled, g.mul(x, share)), s);
        });
        scope.give(gain, () -> scope.sumToShape(g.mul(dY, g.mul(x, s)), gain));
    }
}
