package org.rankscope.autodiff.rule;

import java.util.Optional;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** How com.microsoft Attention-1 and MultiHeadAttention-1 mask their scores. */
final class MicrosoftMasks {
    /** What is added for keys that are padding, unless the node says otherwise. */
    private static final float DEFAULT_FILTER = -10000;

    private MicrosoftMasks() {}

    /**
     * Scores with what is added to them, those of later keys masked if the node is unidirectional.
     *
     * @param past how many keys stand before that of the first query
     */
    static Value masked(
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
