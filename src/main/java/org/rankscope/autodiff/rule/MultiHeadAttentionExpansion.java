package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import org.rankscope.autodiff.Expansion;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = softmax(scale · Q·Kᵀ + bias + mask)·V as {@link DotProductAttention}, of Q, K and V with their bias added and earlier
 * keys and values in front. com.microsoft MultiHeadAttention-1, in the forms that ONNX Runtime's CPU kernel takes.
 */
final class MultiHeadAttentionExpansion implements Expansion {
    private static final int BIAS = 3;
    private static final int MASK = 4;
    private static final int SCORE_BIAS = 5;
    private static final int PAST_KEY = 6;
    private static final int PAST_VALUE = 7;

    /** Why {@code node} can't be expanded. */
    static Optional<String> refusal(Node node, GraphBuilder g) {
        if (!node.hasInput(1) || !node.hasInput(2) || node.input(0).shape().rank() != 3) {
            return Optional.of("queries, keys and values packed into one input are not taken apart");
        }
        if (node.hasOutput(3)) {
            return Optional.of("its output of scores is not differentiated");
        }
        boolean packed = node.hasInput(MASK)
                && node.input(MASK).shape().rank() == 1
                && node.input(MASK).shape().dim(0) != node.input(0).shape().dim(0);
        return packed
                ? Optional.of("a key padding mask of starts and ends of packed sequences is not read")
                : Optional.empty();
    }

    @Override
    public List<Value> expand(Node node, GraphBuilder g) {
        long heads = node.intAttribute("num_heads", 1);
        Value q = node.input(0);
        Value k = node.input(1);
        Value v = node.input(2);
        if (node.hasInput(BIAS)) {
            long hidden = q.shape().dim(2);
            long all = node.input(BIAS).shape().dim(0);
            List<Value> biases = g.split(node.input(BIAS), 0, List.of(hidden, hidden, all - 2 * hidden));
            q = g.add(q, biases.get(0));
            k = k.shape().rank() == 3 ? g.add(k, biases.get(1)) : k;
            v = v.shape().rank() == 3 ? g.add(v, biases.get(2)) : v;
        }
        Value query = DotProductAttention.split(g, q, heads);
        Value key = k.shape().rank() == 4 ? k : DotProductAttention.split(g, k, heads);
        Value value = v.shape().rank() == 4 ? v : DotProductAttention.split(g, v, heads);
        long past = node.hasInput(PAST_KEY) ? node.input(PAST_KEY).shape().dim(2) : 0;
        if (node.hasInput(PAST_KEY)) {
            key = g.concat(List.of(node.input(PAST_KEY), key), 2);
            value = g.concat(List.of(node.input(PAST_VALUE), value), 2);
        }
        Value mixed = MicrosoftDotProduct.mixed(g, node, query, key, value, MASK, SCORE_BIAS, past);
        return List.of(mixed, key, value).subList(0, node.outputs().size());
    }
}
