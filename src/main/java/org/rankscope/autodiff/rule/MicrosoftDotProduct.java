package org.rankscope.autodiff.rule;

import java.util.Optional;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** What com.microsoft Attention-1 and MultiHeadAttention-1 do once their heads stand apart. */
final class MicrosoftDotProduct {
    /** What is added for keys that are padding, unless the node says otherwise. */
    private static final float DEFAULT_FILTER = -10000;

    private MicrosoftDotProduct() {}

    /**
     * softmax(scale · Q·Kᵀ + bias + mask)·V, heads together again [batch, seq, heads · headDim].
     *
     * @param maskInput which input of {@code node} is the key padding mask
     * @param biasInput which is added to the scores
     * @param past how many keys stand before that of the first query
     */
    static Value mixed(
            GraphBuilder g, Node node, Value query, Value key, Value value, int maskInput, int biasInput, long past) {
        float scale = node.floatAttribute("scale", 0);
        DotProductAttention attention = new DotProductAttention(
                g, query, key, value, scale == 0 ? DotProductAttention.defaultScale(query) : scale);
        Value scores = masked(node, attention, given(node, maskInput), given(node, biasInput), past);
        return DotProductAttention.joined(g, attention.mixed(g.softmax(scores, -1)));
    }

    private static Optional<Value> given(Node node, int input) {
        return node.hasInput(input) ? Optional.of(node.input(input)) : Optional.empty();
    }

    /**
     * Scores with what is added to them, those of later keys masked if the node is unidirectional.
     */
    private static Value masked(
            Node node, DotProductAttention attention, Optional<Value> mask, Optional<Value> scoreBias, long past) {
        GraphBuilder g = attention.g();
        Value scores = attention.scores();
        if (scoreBias.isPresent()) {
            scores = g.add(scores, AttentionMasks.finite(g, scoreBias.get()));
        }
        if (mask.isPresent()) {
            float filter = node.floatAttribute("mask_filter_value", DEFAULT_FILTER);
            long batch = scores.shape().dim(0);
            long total = scores.shape().dim(3);
            scores = g.add(scores, AttentionMasks.padding(g, mask.get(), batch, total, filter));
        }
        boolean oneWay =
                node.intAttribute("unidirectional", 0) == 1 && scores.shape().dim(2) > 1;
        return oneWay ? g.add(scores, AttentionMasks.only(g, attention.causal(past))) : scores;
    }
}
