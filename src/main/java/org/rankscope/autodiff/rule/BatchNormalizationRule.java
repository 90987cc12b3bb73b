package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.function.Supplier;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = (X - mean) ∘ scale ∘ r + bias of X [batch, channels, ...], with r = (variance + ε)^-½ and each given for a
 * channel. dX = dY ∘ scale ∘ r; with S = Σ dY and T = Σ dY ∘ (X - mean) over all but the channels: dbias = S, dscale =
 * r ∘ T, dmean = -scale ∘ r ∘ S, dvariance = -½ scale ∘ r³ ∘ T.
 *
 * <p>In training mode mean and variance are X's own: dX from dX̂ = dY ∘ scale as in {@link Standardized}, each channel
 * a row; no gradient goes through the running mean and variance that it also gives. ONNX BatchNormalization-15.
 */
final class BatchNormalizationRule implements GradientRule {
    private static final float DEFAULT_EPSILON = 1e-5f;

    @Override
    public void apply(Node node, GradientScope scope) {
        scope.gradientIfAny(node.output(0)).ifPresent(dY -> {
            GraphBuilder g = scope.builder();
            scope.give(node.input(2), () -> Channels.sum(g, dY));
            if (node.intAttribute("training_mode", 0) == 0) {
                byGivenStatistics(node, scope, dY);
            } else {
                byOwnStatistics(node, scope, dY);
            }
        });
    }

    private static void byGivenStatistics(Node node, GradientScope scope, Value dY) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value scale = node.input(1);
        Value mean = node.input(3);
        Value variance = node.input(4);
        Arithmetic m = Arithmetic.of(g, x);
        Supplier<Value> r = () -> m.of(Op.RECIPROCAL, m.sqrt(m.plus(variance, epsilon(node))));
        Supplier<Value> along = () -> Channels.sum(g, m.mul(dY, m.sub(x, Channels.spread(g, mean, x))));
        scope.give(x, () -> m.mul(dY, Channels.spread(g, m.mul(scale, r.get()), x)));
        scope.give(scale, () -> m.mul(r.get(), along.get()));
        scope.give(mean, () -> m.neg(m.mul(m.mul(scale, r.get()), Channels.sum(g, dY))));
        scope.give(variance, () -> {
            Value cube = m.mul(r.get(), m.square(r.get()));
            return m.times(m.mul(m.mul(scale, cube), along.get()), -0.5);
        });
    }

    private static void byOwnStatistics(Node node, GradientScope scope, Value dY) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value scale = node.input(1);
        Normalized normalized = new Standardized(g, () -> rows(g, x), 1, epsilon(node));
        scope.give(x, () -> {
            Value dHat = rows(g, g.mul(dY, Channels.spread(g, scale, x)));
            return fromRows(g, normalized.dX(dHat), x.shape());
        });
        scope.give(scale, () -> g.reduceSum(g.mul(rows(g, dY), normalized.hat()), List.of(1L), false));
    }

    private static float epsilon(Node node) {
        return node.floatAttribute("epsilon", DEFAULT_EPSILON);
    }

    /** [batch, channels, ...] as [channels, rest]. */
    private static Value rows(GraphBuilder g, Value value) {
        Shape shape = value.shape();
        long rest = shape.elements() / shape.dim(1);
        Value flat = g.reshape(value, Shape.of(shape.dim(0), shape.dim(1), rest / shape.dim(0)));
        return g.reshape(g.transpose(flat, List.of(1L, 0L, 2L)), Shape.of(shape.dim(1), rest));
    }

    private static Value fromRows(GraphBuilder g, Value rows, Shape shape) {
        long rest = shape.elements() / shape.dim(1);
        Value deep = g.reshape(rows, Shape.of(shape.dim(1), shape.dim(0), rest / shape.dim(0)));
        return g.reshape(g.transpose(deep, List.of(1L, 0L, 2L)), shape);
    }
}
