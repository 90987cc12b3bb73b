package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * X̂ = C ∘ r with C = X - mean X and r = (mean C² + ε)^-½ over the axes from {@code axis} on, H elements together. dX =
 * r ∘ (dX̂ - mean dX̂ - C ∘ r² ∘ mean(dX̂ ∘ C)); from the mean dX = dmean / H, from r dX = -r³/H ∘ dr ∘ C.
 *
 * <p>C and r are computed here. A LayerNormalization gives r too, but its kernel takes several times as long on the
 * CPU, and ONNX Runtime forgets that result where it fuses the node with an Add in front of it.
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

    private Value centred() {
        return g.sub(x.get(), mean(x.get()));
    }

    private Value reciprocal() {
        Value centred = centred();
        Arithmetic m = Arithmetic.of(g, centred);
        return m.of(Op.RECIPROCAL, m.sqrt(m.plus(mean(m.square(centred)), epsilon)));
    }

    @Override
    public Value hat() {
        return g.mul(centred(), reciprocal());
    }

    @Override
    public Value dX(Value dHat) {
        Arithmetic m = Arithmetic.of(g, dHat);
        Value centred = centred();
        Value r = reciprocal();
        Value share = m.mul(mean(m.mul(dHat, centred)), m.square(r));
        return m.mul(m.sub(m.sub(dHat, mean(dHat)), m.mul(centred, share)), r);
    }

    @Override
    public Value dXOfMean(Value dMean) {
        Arithmetic m = Arithmetic.of(g, dMean);
        return m.stretch(m.times(dMean, 1d / count()), x.get().shape());
    }

    @Override
    public Value dXOfReciprocal(Value dR) {
        Arithmetic m = Arithmetic.of(g, dR);
        Value r = reciprocal();
        return m.mul(centred(), m.times(m.mul(dR, m.mul(r, m.square(r))), -1d / count()));
    }

    private Value mean(Value value) {
        return Arithmetic.of(g, value).mean(value, axes());
    }

    private List<Long> axes() {
        return LongStream.range(axis, x.get().shape().rank()).boxed().toList();
    }

    private long count() {
        return axes().stream()
                .mapToLong(reduced -> x.get().shape().dim(reduced.intValue()))
                .reduce(1, Math::multiplyExact);
    }
}
