package org.rankscope.model.hf;

import org.rankscope.graph.Value;

/**
 * Pre-norm blocks, one behind the other.
 *
 * @param path of the module that holds {@code layers}
 */
record PreNormStack(String path, int hiddenSize, int count, PreNormBlock block) {
    /** What the transformers library takes where config.json says nothing. */
    record Defaults(int hiddenSize, int count, int heads, int feedForward, Activation activation, double epsilon) {}

    /**
     * The blocks that {@code config} describes.
     *
     * @throws org.rankscope.io.RequestException if a size is wrong, or the heads don't divide the hidden size
     */
    static PreNormStack read(ConfigFields config, String path, PreNormBlock.Names names, Defaults defaults) {
        int hidden = config.positiveInt("hidden_size", defaults.hiddenSize());
        int heads = config.positiveInt("num_attention_heads", defaults.heads());
        if (hidden % heads != 0) {
            throw config.wrong("hidden_size", hidden, "a multiple of num_attention_heads, which is " + heads);
        }
        PreNormBlock block = new PreNormBlock(
                names,
                Heads.of(heads, hidden / heads),
                config.positiveInt("intermediate_size", defaults.feedForward()),
                Activation.read(config, "hidden_act", defaults.activation()),
                config.flag("qkv_bias", true),
                config.positiveNumber("layer_norm_eps", defaults.epsilon()));
        return new PreNormStack(path, hidden, config.positiveInt("num_hidden_layers", defaults.count()), block);
    }

    /** All blocks in turn on {@code x} [batch · tokens, hidden]. */
    Value of(Layers layers, Value x, AttentionBias bias) {
        Value hidden = x;
        for (int layer = 0; layer < count; layer++) {
            hidden = block.of(layers, path + ".layers." + layer, hidden, bias);
        }
        return hidden;
    }

    /** A norm like those of the blocks, under a path of its own. */
    Value norm(Layers layers, String norm, Value x) {
        return layers.layerNorm(norm, x, block.epsilon());
    }
}
