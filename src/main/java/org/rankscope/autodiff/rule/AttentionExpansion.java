package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
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
    private static final int SHOWN = 3;

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
        Optional<Value> added = added(node, attention, past);
        Value masked = added.map(bias -> g.add(capped, bias)).orElse(capped);
        Value weights = g.softmax(masked, -1);
        Value mixed = attention.mixed(weights);
        if (node.hasInput(MASK) || node.hasInput(LENGTHS)) {
            mixed = attention.zeroWhereBlind(mixed, added.orElseThrow());
            weights = node.hasOutput(SHOWN) ? attention.zeroWhereBlind(weights, added.orElseThrow()) : weights;
        }
        List<Value> stages = List.of(scores, capped, masked, weights);
        Value shown = stages.get((int) node.intAttribute("qk_matmul_output_mode", 0));
        List<Value> outputs = List.of(flat ? DotProductAttention.joined(g, mixed) : mixed, key, value, shown);
        return outputs.subList(0, node.outputs().size());
    }

    private static Value byHead(Node node, GraphBuilder g, int input, String heads) {
        Value x = node.input(input);
        return x.shape().rank() == 4 ? x : DotProductAttention.split(g, x, node.intAttribute(heads, 1));
    }

    /** What is added to scores: the mask, and the lowest number for keys that a query must not see. */
    private static Optional<Value> added(Node node, DotProductAttention attention, long past) {
        GraphBuilder g = attention.g();
        Optional<Value> added = Optional.empty();
        if (node.hasInput(MASK)) {
            Value mask = node.input(MASK);
            added = Optional.of(
                    mask.dtype() == DType.BOOL ? AttentionMasks.only(g, mask) : AttentionMasks.finite(g, mask));
        }
        boolean causal = node.intAttribute("is_causal", 0) == 1;
        if (node.hasInput(LENGTHS)) {
            Value lengths = AttentionMasks.byBatch(
                    g, node.input(LENGTHS), attention.key().shape().dim(0));
            Value seen = causal ? attention.causal(lengths) : attention.before(lengths);
            added = Optional.of(AttentionMasks.only(g, seen, added.orElseGet(() -> g.constant(0f))));
        } else if (causal) {
            Value seen = attention.causal(past);
            added = Optional.of(AttentionMasks.only(g, seen, added.orElseGet(() -> g.constant(0f))));
        }
        return added;
    }
}
