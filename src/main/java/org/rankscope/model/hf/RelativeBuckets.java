package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Buckets of relative positions: near ones have one each, farther ones share them in logarithmic steps, and all from
 * {@code maxDistance} on share the last (Raffel et al. 2019, arXiv 1910.10683, section 2.1).
 *
 * @param count of all buckets
 * @param bothWays whether keys behind a query have buckets of their own (half of them); otherwise they count as at the query
 */
record RelativeBuckets(int count, int maxDistance, boolean bothWays) {
    /**
     * What is added to the scores, [1, heads, queries, keys], by {@code table} [count, heads]: the last query stands at the
     * last key.
     */
    Value bias(GraphBuilder g, Value table, long queries, long keys) {
        int first = Math.toIntExact(keys - queries);
        long[] buckets = new long[Math.toIntExact(queries * keys)];
        for (int i = 0; i < buckets.length; i++) {
            int query = first + (int) (i / keys);
            buckets[i] = of((int) (i % keys) - query);
        }
        Value rows = g.gather(table, g.constant(Tensor.ofLongs(Shape.of(queries, keys), buckets)));
        return g.reshape(
                g.transpose(rows, List.of(2L, 0L, 1L)),
                Shape.of(1, table.shape().dim(1), queries, keys));
    }

    /** The bucket of a key that stands {@code offset} behind its query. */
    int of(int offset) {
        int within = bothWays ? count / 2 : count;
        int first = bothWays && offset > 0 ? within : 0;
        int distance = bothWays ? Math.abs(offset) : Math.max(0, -offset);
        int exact = within / 2;
        if (distance < exact) {
            return first + distance;
        }
        // In single precision, as the library that defines it has it.
        float steps = (float) Math.log((float) distance / exact) / (float) Math.log((double) maxDistance / exact);
        return first + Math.min(within - 1, exact + (int) (steps * (within - exact)));
    }
}
