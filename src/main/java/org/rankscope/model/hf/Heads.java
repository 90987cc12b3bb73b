package org.rankscope.model.hf;

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
