package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * What is added to the scores of queries and keys: 0 where a query may see a key, else a number so low that the softmax of
 * it is exactly 0; position biases may stand in it as well. By blocks of queries: what no query of a block sees is not
 * computed.
 *
 * @param blocks by block of queries [batch or 1, heads or 1, rows, seen]: the keys up to {@code seen}
 * @param queries queries in all
 * @param keys keys in all
 */
record AttentionBias(List<Value> blocks, long queries, long keys) {
    /** Added to scores that may not be seen. */
    static final float UNSEEN = -1e9f;

    /** Queries that attend together, and the most blocks of them. */
    private static final long BLOCK = 128;

    private static final long MOST_BLOCKS = 8;

    /** Every query sees all keys that {@code mask} [batch, keys] doesn't hide. */
    static AttentionBias full(Layers layers, Value mask, long queries) {
        long keys = mask.shape().dim(1);
        return new AttentionBias(List.of(hidden(layers, mask)), queries, keys);
    }

    /** Nothing is hidden. */
    static AttentionBias none(Layers layers, long queries, long keys) {
        return new AttentionBias(
                List.of(layers.ops().constant(Tensor.zeros(org.rankscope.graph.DType.FLOAT, Shape.of(1, 1, 1, 1)))),
                queries,
                keys);
    }

    /** A query sees itself and the keys before it; {@code mask} [batch, keys] may begin before the first query. */
    static AttentionBias causal(Layers layers, Value mask) {
        return causal(layers, mask, Long.MAX_VALUE);
    }

    /** A query sees itself and the {@code window - 1} keys before it. */
    static AttentionBias causal(Layers layers, Value mask, long window) {
        GraphBuilder g = layers.ops();
        long seq = layers.seq();
        long keys = mask.shape().dim(1);
        Value padded = hidden(layers, mask);
        long rows = rowsOfBlock(seq);
        List<Value> blocks = new ArrayList<>();
        for (long end = keys - seq + rows; end <= keys; end += rows) {
            blocks.add(g.add(g.part(padded, 3, 0, end), g.constant(causal(end - rows, end, window))));
        }
        return new AttentionBias(blocks, seq, keys);
    }

    /** With {@code bias} [1 or batch, heads or 1, queries or 1, keys] added: ALiBi, relative positions. */
    AttentionBias plus(Layers layers, Value bias) {
        GraphBuilder g = layers.ops();
        List<Value> sums = new ArrayList<>();
        long from = 0;
        for (Value block : blocks) {
            long rows = queries / blocks.size();
            Value part = bias;
            if (part.shape().dim(2) > 1) {
                part = g.part(part, 2, from, rows);
            }
            long seen = blocks.size() == 1 ? keys : block.shape().dim(3);
            sums.add(g.add(block, g.part(part, 3, 0, seen)));
            from += rows;
        }
        return new AttentionBias(sums, queries, keys);
    }

    /** The same keys for other queries, where all see the same. */
    AttentionBias askedBy(long others) {
        return new AttentionBias(blocks, others, keys);
    }

    /** Rows of a block. */
    long rows() {
        return queries / blocks.size();
    }

    /** [batch, 1, 1, keys]: {@link #UNSEEN} where {@code mask} is 0. */
    private static Value hidden(Layers layers, Value mask) {
        GraphBuilder g = layers.ops();
        Value padded = g.equal(mask, g.constant(Tensor.ofLongs(Shape.SCALAR, 0)));
        Value unseen = g.where(padded, g.constant(UNSEEN), g.constant(0));
        return g.reshape(
                unseen, Shape.of(mask.shape().dim(0), 1, 1, mask.shape().dim(1)));
    }

    /** Equal blocks of {@link #BLOCK} queries or more where there are that many; else one. */
    private static long rowsOfBlock(long seq) {
        long blocks = Math.min(MOST_BLOCKS, seq / BLOCK);
        return blocks > 1 && seq % blocks == 0 ? seq / blocks : seq;
    }

    /** [to - from, to]: which keys before {@code to} the queries at {@code from} to {@code to} may not see. */
    private static Tensor causal(long from, long to, long window) {
        float[] unseen = new float[(int) ((to - from) * to)];
        for (long query = from; query < to; query++) {
            int row = (int) ((query - from) * to);
            Arrays.fill(unseen, row + (int) query + 1, row + (int) to, UNSEEN);
            if (query - window + 1 > 0) {
                Arrays.fill(unseen, row, row + (int) (query - window + 1), UNSEEN);
            }
        }
        return Tensor.ofFloats(Shape.of(to - from, to), unseen);
    }
}
