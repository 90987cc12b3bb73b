package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Masks that attention operators make of lengths and of masks in other forms. */
final class AttentionMasks {
    /**
     * Added to scores that are masked: finite as in ONNX Runtime's kernels, but no score changes it, so that masked keys weigh
     * nothing beside others and get no gradient.
     */
    static final float LOWEST = -Float.MAX_VALUE;

    private AttentionMasks() {}

    /** What to add to scores for keys of which only those that {@code seen} says, BOOL, take part: {@code added}, or the lowest. */
    static Value only(GraphBuilder g, Value seen, Value added) {
        return g.where(seen, added, g.constant(LOWEST));
    }

    /** Likewise, where nothing else is added. */
    static Value only(GraphBuilder g, Value seen) {
        return only(g, seen, g.constant(0f));
    }

    /** INT64 {@code first}, {@code first} + 1, ... */
    static Value counted(GraphBuilder g, long first, Shape shape) {
        return g.constant(Tensor.ofLongs(
                shape, LongStream.range(first, first + shape.elements()).toArray()));
    }

    /** BOOL of a comparison or a logical operator. */
    static Value compare(GraphBuilder g, Op op, Value a, Value b) {
        return g.node(op, List.of(a, b), Map.of(), DType.BOOL, a.shape().broadcast(b.shape()));
    }

    /** INT64 {@code lengths} of any integer type as [batch, 1, 1, 1]. */
    static Value byBatch(GraphBuilder g, Value lengths, long batch) {
        Value wide = lengths.dtype() == DType.INT64 ? lengths : g.cast(lengths, DType.INT64);
        return g.reshape(wide, Shape.of(batch, 1, 1, 1));
    }

    /** A float mask with the lowest finite number in place of -∞, for rows in which there is nothing else. */
    static Value finite(GraphBuilder g, Value mask) {
        Value infinite = g.node(Op.IS_INF, List.of(mask), Map.of(), DType.BOOL, mask.shape());
        return g.where(infinite, g.constant(LOWEST), mask);
    }

    /**
     * What com.microsoft operators add to scores for a padding mask, [batch, 1, 1 or seq, total].
     *
     * @param mask INT32 of the first two forms of com.microsoft Attention-1's mask_index: [batch] or [2 · batch] positions
     *     behind the last (and of the first) key that counts, or else 1 for each key that does: [batch, total],
     *     [batch, seq, total]
     * @param filter added for keys that don't count
     */
    static Value padding(GraphBuilder g, Value mask, long batch, long total, float filter) {
        Value counts;
        if (mask.shape().rank() == 1) {
            Value keys = counted(g, 0, Shape.of(1, 1, 1, total));
            boolean starts = mask.shape().dim(0) == 2 * batch;
            List<Value> ends = starts ? g.split(mask, 0, List.of(batch, batch)) : List.of(mask);
            counts = compare(g, Op.LESS, keys, byBatch(g, ends.get(0), batch));
            if (starts) {
                Value started = compare(g, Op.GREATER_OR_EQUAL, keys, byBatch(g, ends.get(1), batch));
                counts = compare(g, Op.AND, counts, started);
            }
        } else {
            long rows = mask.shape().rank() == 3 ? mask.shape().dim(1) : 1;
            Value zero = g.cast(g.constant(0f), mask.dtype());
            counts = compare(g, Op.GREATER, g.reshape(mask, Shape.of(batch, 1, rows, total)), zero);
        }
        return g.where(counts, g.constant(0f), g.constant(filter));
    }
}
