package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * What a rotary embedding turns: elements i and i + d/2 of each head, or 2i and 2i + 1 if interleaved, and where in its tables
 * their angles stand.
 *
 * @param node of either operator
 * @param table of cosines, [positions, d/2] or [batch, seq, d/2]
 */
record RotaryPairs(Node node, GraphBuilder g, Value table) {
    /** The first elements of all pairs of {@code x} and the second ones: [batch, seq, heads, d/2]. */
    List<Value> of(Value x) {
        Value rows = rows(x);
        long headDim = rows.shape().dim(-1);
        long half = table.shape().dim(-1);
        Value turned = 2 * half == headDim
                ? rows
                : g.split(rows, -1, List.of(2 * half, headDim - 2 * half)).get(0);
        if (node.intAttribute("interleaved", 0) == 0) {
            return g.split(turned, -1, List.of(half, half));
        }
        Shape pairs = turned.shape().with(-1, half);
        List<Value> sides = g.split(
                g.reshape(turned, Shape.of(pairs.dim(0), pairs.dim(1), pairs.dim(2), half, 2)), -1, List.of(1L, 1L));
        return sides.stream().map(side -> g.reshape(side, pairs)).toList();
    }

    /** {@code x} as [batch, seq, heads, headDim]. */
    private Value rows(Value x) {
        if (x.shape().rank() == 4) {
            return g.transpose(x, List.of(0L, 2L, 1L, 3L));
        }
        long heads = node.intAttribute("num_heads", 0);
        long hidden = x.shape().dim(2);
        long headDim = heads == 0 ? 2 * table.shape().dim(-1) : hidden / heads;
        return g.reshape(x, Shape.of(x.shape().dim(0), x.shape().dim(1), hidden / headDim, headDim));
    }

    /** Sums over heads, and adds what tokens at the same position give. */
    Value toTable(Value gradient) {
        Value byToken = g.reduceSum(gradient, List.of(2L), false);
        if (table.shape().rank() == 3) {
            return byToken;
        }
        long batch = byToken.shape().dim(0);
        long seq = byToken.shape().dim(1);
        Value tokens = g.reshape(byToken, Shape.of(batch * seq, byToken.shape().dim(2)));
        Value zeros = Layouts.zeros(g, table);
        return g.scatterNdAdd(zeros, g.reshape(positions(batch, seq), Shape.of(batch * seq, 1)), tokens);
    }

    /** The position of each token, [batch, seq]: as given, or counted from that of the first. */
    private Value positions(long batch, long seq) {
        Value given = node.input(node.op() == Op.ROTARY_EMBEDDING ? 3 : 1);
        if (given.shape().rank() == 2) {
            return given;
        }
        long[] counted = LongStream.range(0, batch * seq).map(i -> i % seq).toArray();
        return g.add(g.constant(Tensor.ofLongs(Shape.of(batch, seq), counted)), given);
    }
}
