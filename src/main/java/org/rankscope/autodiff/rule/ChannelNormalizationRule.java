package org.rankscope.autodiff.rule;

import java.util.function.ToLongFunction;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = X̂ ∘ scale + bias of X [batch, channels, ...], a scale and a bias a channel, where X̂ is X standardized over each
 * of some groups of channels of an item. dX̂ = dY ∘ scale, from which {@link Standardized} gets dX; dscale = Σ dY ∘ X̂
 * and dbias = Σ dY over all but the channels. Wu and He 2018 (arXiv 1803.08494), equations 1 and 2.
 */
final class ChannelNormalizationRule implements GradientRule {
    private static final float DEFAULT_EPSILON = 1e-5f;

    private final ToLongFunction<Node> groups;

    private ChannelNormalizationRule(ToLongFunction<Node> groups) {
        this.groups = groups;
    }

    /** ONNX InstanceNormalization-6: each channel is a group. */
    static ChannelNormalizationRule instance() {
        return new ChannelNormalizationRule(node -> node.input(0).shape().dim(1));
    }

    /** ONNX GroupNormalization-21. */
    static ChannelNormalizationRule group() {
        return new ChannelNormalizationRule(node -> node.intAttribute("num_groups", 1));
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value scale = node.input(1);
        Value bias = node.input(2);
        Value dY = scope.gradientOf(node.output());
        long rows = x.shape().dim(0) * groups.applyAsLong(node);
        Shape grouped = Shape.of(rows, x.shape().elements() / rows);
        Normalized normalized =
                new Standardized(g, () -> g.reshape(x, grouped), 1, node.floatAttribute("epsilon", DEFAULT_EPSILON));
        scope.give(x, () -> {
            Value dHat = g.mul(dY, Channels.spread(g, scale, x));
            return g.reshape(normalized.dX(g.reshape(dHat, grouped)), x.shape());
        });
        scope.give(scale, () -> Channels.sum(g, g.mul(dY, g.reshape(normalized.hat(), x.shape()))));
        scope.give(bias, () -> Channels.sum(g, dY));
    }
}
