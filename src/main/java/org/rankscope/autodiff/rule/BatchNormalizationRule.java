package org.rankscope.autodiff.rule;

import java.util.function.Supplier;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.GraphException;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = (X - mean) ∘ scale ∘ r + bias of X [batch, channels, ...], with r = (variance + ε)^-½ and each given for a channel.
 * dX = dY ∘ scale ∘ r; with S = Σ dY and T = Σ dY ∘ (X - mean) over all but the channels: dbias = S, dscale = r ∘ T,
 * dmean = -scale ∘ r ∘ S, dvariance = -½ scale ∘ r³ ∘ T. ONNX BatchNormalization-15, not in training mode.
 */
final class BatchNormalizationRule implements GradientRule {
    private static final float DEFAULT_EPSILON = 1e-5f;

    @Override
    public void apply(Node node, GradientScope scope) {
        if (node.intAttribute("training_mode", 0) != 0) {
            throw new GraphException("Node '" + node.name() + "' (BatchNormalization) is in training mode, where it "
                    + "normalises by its own batch; expected training_mode 0. Export the model for inference.");
        }
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value scale = node.input(1);
        Value mean = node.input(3);
        Value variance = node.input(4);
        Value dY = scope.gradientOf(node.output());
        Arithmetic m = Arithmetic.of(g, x);
        float epsilon = node.floatAttribute("epsilon", DEFAULT_EPSILON);
        Supplier<Value> r = () -> m.of(Op.RECIPROCAL, m.sqrt(m.plus(variance, epsilon)));
        Supplier<Value> sum = () -> Channels.sum(g, dY);
        Supplier<Value> along =
                () -> Channels.sum(g, m.mul(dY, m.sub(x, g.reshape(mean, Channels.broadcast(mean, x)))));
        scope.give(x, () -> {
            Value slope = m.mul(scale, r.get());
            return m.mul(dY, g.reshape(slope, Channels.broadcast(slope, x)));
        });
        scope.give(scale, () -> m.mul(r.get(), along.get()));
        scope.give(node.input(2), sum);
        scope.give(mean, () -> m.neg(m.mul(m.mul(scale, r.get()), sum.get())));
        scope.give(variance, () -> {
            Value cube = m.mul(r.get(), m.square(r.get()));
            return m.times(m.mul(m.mul(scale, cube), along.get()), -0.5);
        });
    }
}
