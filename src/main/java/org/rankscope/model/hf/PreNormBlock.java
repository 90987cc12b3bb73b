package org.rankscope.model.hf;

import org.rankscope.graph.Value;

/**
 * A transformer block that normalises before each of its parts: y = x + attention(norm(x)), z = y + mlp(norm(y)) (Xiong et al.
 * 2020, arXiv 2002.04745, figure 1b). Its parts alone serve blocks that put something between them.
 *
 * @param inputBias whether queries, keys and values have a bias
 * @param epsilon of the norms
 */
record PreNormBlock(
        Names names, Heads heads, long feedForward, Activation activation, boolean inputBias, double epsilon) {
    /** What an architecture calls its modules; queries, keys and values are q_proj, k_proj and v_proj of the attention. */
    record Names(String firstNorm, String attention, String output, String secondNorm, String in, String out) {
        static final Names VIT =
                new Names("layernorm_before", "attention", "o_proj", "layernorm_after", "mlp.fc1", "mlp.fc2");
        static final Names CLIP =
                new Names("layer_norm1", "self_attn", "out_proj", "layer_norm2", "mlp.fc1", "mlp.fc2");
    }

    /**
     * The whole block.
     *
     * @param x [batch · tokens, hidden]
     */
    Value of(Layers layers, String path, Value x, AttentionBias bias) {
        return layers.ops().in(path, () -> {
            Value normed = layers.layerNorm(path + "." + names.firstNorm(), x, epsilon);
            Value attended = layers.ops().sum(x, attention(layers, path, normed, bias));
            Value again = layers.layerNorm(path + "." + names.secondNorm(), attended, epsilon);
            return layers.ops().sum(attended, mlp(layers, path, again));
        });
    }

    /** What tokens make of one another, projected back to the hidden size. */
    Value attention(Layers layers, String path, Value x, AttentionBias bias) {
        String attention = path + "." + names.attention() + ".";
        Value queries = layers.linear(attention + "q_proj", x, heads.queryFeatures(), inputBias);
        Value keys = layers.linear(attention + "k_proj", x, heads.keyFeatures(), inputBias);
        Value values = layers.linear(attention + "v_proj", x, heads.keyFeatures(), inputBias);
        Value mixed = heads.attend(layers, queries, keys, values, bias);
        return layers.linear(attention + names.output(), mixed, Layers.features(x), true);
    }

    /** Out(activation(in(x))). */
    Value mlp(Layers layers, String path, Value x) {
        Value inner = layers.linear(path + "." + names.in(), x, feedForward, true);
        return layers.linear(path + "." + names.out(), activation.of(layers, inner), Layers.features(x), true);
    }
}
