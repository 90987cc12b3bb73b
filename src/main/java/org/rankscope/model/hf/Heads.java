package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * The heads of an attention, and how their scores are made.
 *
 * @param count query heads
 * @param keyValueCount key and value heads: each serves {@code count / keyValueCount} query heads that follow one another
 * @param dim features of a head
 * @param scale what Q·Kᵀ is multiplied with, usually 1/√dim
 * @param softcap scores become softcap · tanh(scores / softcap); 0 leaves them as they are (Gemma 2, section 2)
 */
record Heads(long count, long keyValueCount, long dim, double scale, double softcap) {
    /** As many keys as queries, scaled by 1/√dim. */
    static Heads of(long count, long dim) {
        return grouped(count, count, dim);
    }

    static Heads grouped(long count, long keyValueCount, long dim) {
        return new Heads(count, keyValueCount, dim, 1 / Math.sqrt(dim), 0);
    }

    Heads scaledBy(double other) {
        return new Heads(count, keyValueCount, dim, other, softcap);
    }

    /** With keys and values for each query head. */
    Heads apart() {
        return new Heads(count, count, dim, scale, softcap);
    }

    /** Keys or values [tokens, key heads · dim] as {@link #apart} has them: those of a group are the same. */
    Value spread(Layers layers, Value x) {
        GraphBuilder g = layers.ops();
        long tokens = x.shape().dim(0);
        Value one = g.reshape(x, Shape.of(tokens, keyValueCount, 1, dim));
        Value each = g.expand(one, Shape.of(tokens, keyValueCount, group(), dim));
        return g.reshape(each, Shape.of(tokens, queryFeatures()));
    }

    long group() {
        return count / keyValueCount;
    }

    /** Features of all queries. */
    long queryFeatures() {
        return count * dim;
    }

    /** Features of all keys, or all values. */
    long keyFeatures() {
        return keyValueCount * dim;
    }

    /** Softmax(scores + bias)·V of all heads; see {@link Attention#of}. */
    Value attend(Layers layers, Value queries, Value keys, Value values, AttentionBias bias) {
        return Attention.of(layers, this, queries, keys, values, bias);
    }
}
