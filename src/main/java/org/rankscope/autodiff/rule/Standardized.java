package org.rankscope.autodiff.rule;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * X̂ = (X - mean X) ∘ r with r = (variance X + ε)^-½ over the axes from {@code axis} on, H elements together.
 * dX = r ∘ (dX̂ - mean dX̂ - X̂ ∘ mean(dX̂ ∘ X̂)); from the mean dX = dmean / H, from r dX = -r²/H ∘ dr ∘ X̂.
 *
 * <p>X̂ and r come from a LayerNormalization without gain: one kernel, where X, the mean and r would take two more passes. It
 * works on [rows, H]: one of rank 3 that follows an Add is fused with it by ONNX Runtime, which then gives no r.
 */
final class Standardized implements Normalized {
    private final GraphBuilder g;
    private final Supplier<Value> x;
    private final int axis;
    private final float epsilon;

    Standardized(GraphBuilder g, Supplier<Value> x, int axis, float epsilon) {
        this.g = g;
        this.x = x;
        this.axis = axis;
        this.epsilon = epsilon;
    }

    /** X̂ [rows, H], means and r [rows, 1]. */
    private Node node() {
        Value from = x.get();
        long size = count();
        Shape flat = Shape.of(from.shape().elements() / size, size);
        Shape kept = flat.with(1, 1);
        return g.add(
                Op.LAYER_NORMALIZATION,
                List.of(g.reshape(from, flat), ones(from, size)),
                Map.of("axis", new Attribute.Int(1), "epsilon", new Attribute.Float(epsilon)),
                List.of(
                        new Value("Normalized", from.dtype(), flat),
                        new Value("Mean", from.dtype(), kept),
                        new Value("Reciprocal", from.dtype(), kept)));
    }

    private Value ones(Value from, long size) {
        float[] ones = new float[Math.toIntExact(size)];
        Arrays.fill(ones, 1);
        Value constant = g.constant(Tensor.ofFloats(Shape.of(size), ones));
        return constant.dtype() == from.dtype() ? constant : g.cast(constant, from.dtype());
    }

    private Value reciprocal() {
        Shape kept = x.get().shape();
        for (int reduced = axis; reduced < kept.rank(); reduced++) {
            kept = kept.with(reduced, 1);
        }
        return g.reshape(node().output(2), kept);
    }

    @Override
    public Value hat() {
        return g.reshape(node().output(0), x.get().shape());
    }

    @Override
    public Value dX(Value dHat) {
        Value hat = hat();
        Value centred = g.sub(dHat, mean(dHat));
        return g.mul(g.sub(centred, g.mul(hat, mean(g.mul(dHat, hat)))), reciprocal());
    }

    @Override
    public Value dXOfMean(Value dMean) {
        Arithmetic m = Arithmetic.of(g, dMean);
        return m.stretch(m.times(dMean, 1d / count()), x.get().shape());
    }

    @Override
    public Value dXOfReciprocal(Value dR) {
        Arithmetic m = Arithmetic.of(g, dR);
        Value share = m.times(m.mul(dR, m.square(reciprocal())), -1d / count());
        return m.mul(hat(), share);
    }

    private Value mean(Value value) {
        List<Long> axes = LongStream.range(axis, value.shape().rank()).boxed().toList();
        return Arithmetic.of(g, value).mean(value, axes);
    }

    private long count() {
        return x.get().shape().dims().stream()
                .skip(axis)
                .mapToLong(Long::longValue)
                .reduce(1, Math::multiplyExact);
    }
}
