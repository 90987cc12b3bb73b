package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of queries and keys: pairs (i, i + turned / 2) of the first
 * {@code turned} features of a head are turned by position · frequency.
 */
final class Rotary {
    private final Layers layers;
    private final RotaryFrequencies frequencies;
    private final long headDim;

    Rotary(Layers layers, RotaryFrequencies frequencies, long headDim) {
        this.layers = layers;
        this.frequencies = frequencies;
        this.headDim = headDim;
    }

    /** x [batch · seq, heads · headDim], turned: the first token's position is {@link Layers#cached}. */
    Value of(Value x) {
        GraphBuilder g = layers.ops();
        long features = x.shape().dim(1);
        long turned = 2L * frequencies.inverse().length;
        if (turned == headDim) {
            return g.reshape(turned(g.reshape(x, Shape.of(layers.batch(), layers.seq(), features))), x.shape());
        }
        long heads = features / headDim;
        Value apart = g.reshape(x, Shape.of(layers.batch(), layers.seq(), heads, headDim));
        List<Value> parts = g.split(apart, 3, List.of(turned, headDim - turned));
        Value first = turned(g.reshape(parts.get(0), Shape.of(layers.batch(), layers.seq(), heads * turned)));
        Value both = g.concat(List.of(g.reshape(first, parts.get(0).shape()), parts.get(1)), 3);
        return g.reshape(both, x.shape());
    }

    /** [batch, seq, heads · turned]; the operator takes the size of a head from its tables. */
    private Value turned(Value x) {
        GraphBuilder g = layers.ops();
        return g.rotaryEmbedding(x, g.constant(List.of(0L)), angles(true), angles(false));
    }

    /** Cosines or sines of position · frequency, [seq, turned / 2]. */
    private Value angles(boolean cosine) {
        double[] inverse = frequencies.inverse();
        int seq = Math.toIntExact(layers.seq());
        float[] table = new float[seq * inverse.length];
        for (int position = 0; position < seq; position++) {
            for (int i = 0; i < inverse.length; i++) {
                double angle = (layers.cached() + position) * inverse[i];
                table[position * inverse.length + i] =
                        (float) (frequencies.attentionFactor() * (cosine ? Math.cos(angle) : Math.sin(angle)));
            }
        }
        return layers.ops().constant(Tensor.ofFloats(Shape.of(seq, inverse.length), table));
    }
}
