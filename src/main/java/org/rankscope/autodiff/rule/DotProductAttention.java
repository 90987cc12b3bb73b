package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * What attention operators expand to: softmax(scale · Q·Kᵀ + mask)·V over heads; Vaswani et al. 2017 (arXiv 1706.03762),
 * equation 1. Query heads that share a key and value head (Ainslie et al. 2023, arXiv 2305.13245) are multiplied with it as
 * one, so that no key or value is repeated.
 *
 * @param query [batch, heads, seq, headDim]
 * @param key [batch, kvHeads, total, headDim], where heads is a multiple of kvHeads
 * @param value [batch, kvHeads, total, valueDim]
 */
record DotProductAttention(GraphBuilder g, Value query, Value key, Value value, float scale) {
    /** The scale that operators without one have: 1 / √headDim. */
    static float defaultScale(Value query) {
        return (float) (1 / Math.sqrt(query.shape().dim(-1)));
    }

    /** Scaled products of queries and keys, [batch, heads, seq, total]. */
    Value scores() {
        Value scores = g.fusedMatMul(grouped(query), key, false, true, scale);
        return g.reshape(scores, query.shape().with(3, key.shape().dim(2)));
    }

    /** Values mixed by {@code weights} [batch, heads, seq, total]: [batch, heads, seq, valueDim]. */
    Value mixed(Value weights) {
        Value mixed = g.fusedMatMul(grouped(weights), value, false, false, 1);
        return g.reshape(mixed, query.shape().with(3, value.shape().dim(3)));
    }

    /** Rows of all heads that share a key head under each other: [batch, kvHeads, heads / kvHeads · seq, columns]. */
    private Value grouped(Value x) {
        long shared = key.shape().dim(1);
        long rows = x.shape().dim(1) / shared * x.shape().dim(2);
        return g.reshape(x, x.shape().with(1, shared).with(2, rows));
    }

    /** cap · tanh(scores / cap); the scores as they are where {@code cap} is 0. */
    Value capped(Value scores, float cap) {
        if (cap == 0) {
            return scores;
        }
        Value bent = g.mul(scores, g.constant(1 / cap));
        return g.mul(g.node(Op.TANH, List.of(bent), Map.of(), bent.dtype(), bent.shape()), g.constant(cap));
    }

    /**
     * Results for queries that see no key at all, for which all of {@code added} to scores is the lowest number: zero.
     *
     * @param results [batch, heads, seq, columns]
     */
    Value zeroWhereBlind(Value results, Value added) {
        // The one highest: CUDA's ReduceMax takes cuDNN.
        Shape one = added.shape().with(-1, 1);
        Value best = g.add(
                        Op.TOP_K,
                        List.of(added, g.constant(List.of(1L))),
                        Map.of(),
                        List.of(new Value("best", added.dtype(), one), new Value("place", DType.INT64, one)))
                .output(0);
        Value sees = AttentionMasks.compare(g, Op.GREATER, best, g.constant(AttentionMasks.LOWEST));
        return g.where(sees, results, g.constant(0f));
    }

    /** BOOL [seq, total]: whether query i, which stands {@code before} places after the first key, may see key j. */
    Value causal(long before) {
        Value last = AttentionMasks.counted(g, before, Shape.of(query.shape().dim(2), 1));
        return AttentionMasks.compare(g, Op.GREATER_OR_EQUAL, last, keys());
    }

    /**
     * BOOL [batch, 1, seq, total]: whether query i may see key j, where the last query is that of the last key that counts.
     *
     * @param lengths how many keys count, INT64 [batch, 1, 1, 1]
     */
    Value causal(Value lengths) {
        long seq = query.shape().dim(2);
        Value last = g.add(AttentionMasks.counted(g, -seq, Shape.of(seq, 1)), lengths);
        return AttentionMasks.compare(g, Op.GREATER_OR_EQUAL, last, keys());
    }

    /** BOOL [batch, 1, 1, total]: whether key j is one of the first that count, {@code lengths} INT64 [batch, 1, 1, 1]. */
    Value before(Value lengths) {
        return AttentionMasks.compare(g, Op.LESS, keys(), lengths);
    }

    private Value keys() {
        return AttentionMasks.counted(g, 0, Shape.of(1, key.shape().dim(2)));
    }

    /** {@code x} [batch, seq, heads · headDim] as [batch, heads, seq, headDim]. */
    static Value split(GraphBuilder g, Value x, long heads) {
        Shape shape = x.shape();
        Value rows = g.reshape(x, Shape.of(shape.dim(0), shape.dim(1), heads, shape.dim(2) / heads));
        return g.transpose(rows, List.of(0L, 2L, 1L, 3L));
    }

    /** {@code x} [batch, heads, seq, headDim] as [batch, seq, heads · headDim]. */
    static Value joined(GraphBuilder g, Value x) {
        Shape shape = x.shape();
        Value rows = g.transpose(x, List.of(0L, 2L, 1L, 3L));
        return g.reshape(rows, Shape.of(shape.dim(0), shape.dim(2), shape.dim(1) * shape.dim(3)));
    }
}
