package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * X̂ = X ∘ s with s = (mean X² + ε)^-½ over the axes from {@code axis} on, H elements together.
 * dX = s ∘ (dX̂ - X ∘ s²/H ∘ Σ dX̂ ∘ X); from s dX = -s³/H ∘ ds ∘ X.
 */
final class RootMeanSquared implements Normalized {
    private final GraphBuilder g;
    private final Supplier<Value> x;
    private final int axis;
    private final float epsilon;
    private final Optional<Value> known;

    /**
     * @param known s where the forward pass holds it
     */
    RootMeanSquared(GraphBuilder g, Supplier<Value> x, int axis, float epsilon, Optional<Value> known) {
        this.g = g;
        this.x = x;
        this.axis = axis;
        this.epsilon = epsilon;
        this.known = known;
    }

    private Value s() {
        return known.orElseGet(() -> {
            Value from = x.get();
            Arithmetic m = Arithmetic.of(g, from);
            return m.of(Op.RECIPROCAL, m.sqrt(m.plus(m.mean(m.square(from), axes(from)), epsilon)));
        });
    }

    @Override
    public Value hat() {
        return g.mul(x.get(), s());
    }

    @Override
    public Value dX(Value dHat) {
        Value from = x.get();
        Value s = s();
        Arithmetic m = Arithmetic.of(g, from);
        Value along = g.reduceSum(m.mul(dHat, from), axes(from), true);
        Value share = m.times(m.mul(along, m.square(s)), 1d / count(from));
        return m.mul(m.sub(dHat, m.mul(from, share)), s);
    }

    @Override
    public Value dXOfMean(Value dMean) {
        throw new IllegalStateException("A root mean square takes no mean away: " + dMean);
    }

    @Override
    public Value dXOfReciprocal(Value dR) {
        Value from = x.get();
        Value s = s();
        Arithmetic m = Arithmetic.of(g, from);
        Value share = m.times(m.mul(dR, m.mul(s, m.square(s))), -1d / count(from));
        return m.mul(from, share);
    }

    private List<Long> axes(Value value) {
        return LongStream.range(axis, value.shape().rank()).boxed().toList();
    }

    private long count(Value value) {
        return axes(value).stream()
                .mapToLong(reduced -> value.shape().dim(reduced.intValue()))
                .reduce(1, Math::multiplyExact);
    }
}
