package org.rankscope.autodiff.rule;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = softmax(softcap(scale · Q·Kᵀ) + mask)·V as {@link DotProductAttention}, with earlier keys and values in front of the new
 * ones. ONNX Attention-23 and -24: inputs of rank 4 by head, or of rank 3 with the heads side by side.
 */
final class AttentionExpansion implements Expansion {
    private static final int MASK = 3;
    private static final int PAST_KEY = 4;
    private static final int PAST_VALUE = 5;
    private static final int LENGTHS = 6;

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        boolean flat = node.input(0).shape().rank() == 3;
        Value query = byHead(node, g, 0, "q_num_heads");
        Value key = byHead(node, g, 1, "kv_num_heads");
        Value value = byHead(node, g, 2, "kv_num_heads");
        long past = node.hasInput(PAST_KEY) ? node.input(PAST_KEY).shape().dim(2) : 0;
        if (node.hasInput(PAST_KEY)) {
            key = g.concat(List.of(node.input(PAST_KEY), key), 2);
            value = g.concat(List.of(node.input(PAST_VALUE), value), 2);
        }
        float scale = node.floatAttribute("scale", DotProductAttention.defaultScale(query));
        DotProductAttention attention = new DotProductAttention(g, query, key, value, scale);

        Value scores = attention.scores();
        Value capped = attention.capped(scores, node.floatAttribute("softcap", 0));
        Value masked = masked(node, attention, capped, past);
        Value weights = g.softmax(masked, -1);
        Value mixed = attention.mixed(weights);
        List<Value> stages = List.of(scores, capped, masked, weights);
        Value shown = stages.get((int) node.intAttribute("qk_matmul_output_mode", 0));
        List<Value> outputs =
                new ArrayList<>(List.of(flat ? DotProductAttention.joined(g, mixed) : mixed, key, value, shown));
        return outputs.subList(0, node.outputs().size());
    }

    private static Value byHead(Node node, GraphBuilder g, int input, String heads) {
        Value x = node.input(input);
        return x.shape().rank() == 4 ? x : DotProductAttention.split(g, x, node.intAttribute(heads, 1));
    }

    private static Value masked(Node node, DotProductAttention attention, Value scores, long past) {
        GraphBuilder g = attention.g();
        Value masked = scores;
        if (node.hasInput(MASK)) {
            Value mask = node.input(MASK);
            masked = mask.dtype() == DType.BOOL
                    ? attention.only(mask, masked)
                    : g.add(masked, AttentionMasks.finite(g, mask));
        }
        if (node.intAttribute("is_causal", 0) == 1) {
            masked = attention.only(attention.causal(past), masked);
        }
        if (node.hasInput(LENGTHS)) {
            Value keys = AttentionMasks.counted(
                    g, 0, Shape.of(1, 1, 1, scores.shape().dim(3)));
            Value lengths = AttentionMasks.byBatch(
                    g, node.input(LENGTHS), scores.shape().dim(0));
            masked = attention.only(AttentionMasks.compare(g, Op.LESS, keys, lengths), masked);
        }
        return masked;
    }
}
