package org.rankscope.autodiff.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Y = softmax(softcap(scale · Q·Kᵀ) + bias)·V as {@link DotProductAttention}, causal, of queries and keys that may be rotated
 * first; with head sinks, each row of scores has a further element that takes weight and gives no value. com.microsoft
 * GroupQueryAttention-1 without earlier keys and values.
 */
final class GroupQueryAttentionExpansion implements Expansion {
    private static final int PAST_KEY = 3;
    private static final int LENGTHS = 5;
    private static final int COS = 7;
    private static final int POSITIONS = 9;
    private static final int SCORE_BIAS = 10;
    private static final int SINKS = 11;
    private static final int QUANTISED = 12;

    /** Why {@code node} can't be expanded. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        if (node.hasInput(PAST_KEY) && node.input(PAST_KEY).shape().dim(2) > 0) {
            return Optional.of("keys and values of earlier tokens are not differentiated; feed a past of length 0");
        }
        for (int input = QUANTISED; input < node.inputs().size(); input++) {
            if (node.hasInput(input)) {
                return Optional.of("quantised caches and normalised queries inside of it are not taken apart");
            }
        }
        return node.hasOutput(3) ? Optional.of("its output of scores is not differentiated") : Optional.empty();
    }

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        long heads = node.intAttribute("num_heads", 1);
        long kvHeads = node.intAttribute("kv_num_heads", heads);
        List<Value> parts = List.of(node.input(0));
        if (node.hasInput(1)) {
            parts = node.inputs().subList(0, 3);
        } else {
            long headDim = node.input(0).shape().dim(2) / (heads + 2 * kvHeads);
            parts = g.split(node.input(0), 2, List.of(heads * headDim, kvHeads * headDim, kvHeads * headDim));
        }
        Value query = turned(node, g, DotProductAttention.split(g, parts.get(0), heads));
        Value key = turned(node, g, DotProductAttention.split(g, parts.get(1), kvHeads));
        Value value = DotProductAttention.split(g, parts.get(2), kvHeads);
        float scale = node.floatAttribute("scale", 0);
        DotProductAttention attention = new DotProductAttention(
                g, query, key, value, scale == 0 ? DotProductAttention.defaultScale(query) : scale);
        Value scores = attention.capped(attention.scores(), node.floatAttribute("softcap", 0));
        if (node.hasInput(SCORE_BIAS)) {
            scores = g.add(scores, AttentionMasks.finite(g, node.input(SCORE_BIAS)));
        }
        if (node.intAttribute("causal", 1) == 1) {
            scores = g.add(scores, AttentionMasks.only(g, window(node, g, scores.shape())));
        }
        Value mixed = attention.mixed(weights(node, g, scores));
        return List.of(DotProductAttention.joined(g, mixed), key, value)
                .subList(0, node.outputs().size());
    }

    private static Value turned(Node node, GraphBuilder g, Value x) {
        if (node.intAttribute("do_rotary", 0) == 0) {
            return x;
        }
        Value positions = node.hasInput(POSITIONS) ? node.input(POSITIONS) : g.constant(List.of(0L));
        long turned = 2 * node.input(COS).shape().dim(1);
        Map<String, Attribute> attributes = new HashMap<>();
        attributes.put("interleaved", new Attribute.Int(node.intAttribute("rotary_interleaved", 0)));
        if (turned < x.shape().dim(3)) {
            attributes.put("rotary_embedding_dim", new Attribute.Int(turned));
            attributes.put("num_heads", new Attribute.Int(x.shape().dim(1)));
        }
        List<Value> operands = List.of(x, positions, node.input(COS), node.input(COS + 1));
        return g.node(Op.MICROSOFT_ROTARY_EMBEDDING, operands, attributes, x.dtype(), x.shape());
    }

    /**
     * Which keys queries see: up to their own, and up to the last that is no padding, and of those as many as the window is
     * wide. BOOL [batch, 1, seq, seq].
     */
    private static Value window(Node node, GraphBuilder g, Shape scores) {
        long seq = scores.dim(2);
        Value keys = AttentionMasks.counted(g, 0, Shape.of(1, 1, 1, seq));
        Value own = AttentionMasks.counted(g, 0, Shape.of(1, 1, seq, 1));
        Value last = AttentionMasks.byBatch(g, node.input(LENGTHS), scores.dim(0));
        Value end = g.node(
                Op.MIN, List.of(own, last), Map.of(), own.dtype(), own.shape().broadcast(last.shape()));
        Value seen = AttentionMasks.compare(g, Op.LESS_OR_EQUAL, keys, end);
        long width = node.intAttribute("local_window_size", -1);
        if (width < 0) {
            return seen;
        }
        Value near = AttentionMasks.compare(g, Op.GREATER, keys, g.sub(end, g.constant(List.of(width))));
        return AttentionMasks.compare(g, Op.AND, seen, near);
    }

    /** Softmax over the keys, and over the head's sink where there is one: 0 if only the softmax is smooth. */
    private static Value weights(Node node, GraphBuilder g, Value scores) {
        boolean smooth = node.intAttribute("smooth_softmax", -1) == 1;
        if (!smooth && !node.hasInput(SINKS)) {
            return g.softmax(scores, -1);
        }
        Shape column = scores.shape().with(3, 1);
        Value sink = node.hasInput(SINKS)
                ? g.reshape(node.input(SINKS), Shape.of(1, column.dim(1), 1, 1))
                : g.reshape(g.constant(0f), Shape.of(1, 1, 1, 1));
        List<Value> rows = List.of(scores, g.expand(sink, column));
        return g.split(
                        g.softmax(g.concat(rows, 3), -1),
                        3,
                        List.of(scores.shape().dim(3), 1L))
                .get(0);
    }
}
