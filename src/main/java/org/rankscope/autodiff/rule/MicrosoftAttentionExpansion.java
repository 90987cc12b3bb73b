package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Q, K, V = parts of X·W + b; Y = softmax(scale · Q·Kᵀ + bias + mask)·V as {@link DotProductAttention}, with earlier keys and
 * values, [2, batch, heads, past, headDim], in front. com.microsoft Attention-1.
 */
final class MicrosoftAttentionExpansion implements Expansion {
    private static final int BIAS = 2;
    private static final int MASK = 3;
    private static final int PAST = 4;
    private static final int SCORE_BIAS = 5;
    private static final int PAST_LENGTH = 6;

    /** Why {@code node} can't be expanded. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        if (node.intAttribute("do_rotary", 0) == 1) {
            return Optional.of("rotary embedding inside of it is not taken apart");
        }
        return node.hasInput(PAST_LENGTH) || node.intAttribute("past_present_share_buffer", 0) == 1
                ? Optional.of("a buffer that past and present share is not differentiated")
                : Optional.empty();
    }

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        long heads = node.intAttribute("num_heads", 1);
        Value x = node.input(0);
        Value weights = node.input(1);
        long all = weights.shape().dim(1);
        List<Long> sizes = node.intsAttribute("qkv_hidden_sizes", List.of(all / 3, all / 3, all / 3));
        Value product = g.node(
                Op.MAT_MUL, List.of(x, weights), Map.of(), x.dtype(), x.shape().with(2, all));
        Value projected = node.hasInput(BIAS) ? g.add(product, node.input(BIAS)) : product;
        List<Value> parts = g.split(projected, 2, sizes).stream()
                .map(part -> DotProductAttention.split(g, part, heads))
                .toList();
        Value key = parts.get(1);
        Value value = parts.get(2);
        long past = 0;
        if (node.hasInput(PAST)) {
            List<Value> earlier = g.split(node.input(PAST), 0, List.of(1L, 1L));
            Shape shape = node.input(PAST).shape().inner();
            past = shape.dim(2);
            key = g.concat(List.of(g.reshape(earlier.get(0), shape), key), 2);
            value = g.concat(List.of(g.reshape(earlier.get(1), shape), value), 2);
        }
        Value mixed = MicrosoftDotProduct.mixed(g, node, parts.get(0), key, value, MASK, SCORE_BIAS, past);
        List<Value> outputs = new ArrayList<>(List.of(mixed));
        if (node.hasOutput(1)) {
            Shape one = key.shape().prepend(1);
            outputs.add(g.concat(List.of(g.reshape(key, one), g.reshape(value, one)), 0));
        }
        return outputs;
    }
}
