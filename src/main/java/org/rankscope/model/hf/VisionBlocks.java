package org.rankscope.model.hf;

import org.rankscope.graph.Value;
import org.rankscope.model.hf.StoredNames.Renaming;

/**
 * The encoder of ViT and DeiT: pre-norm blocks, then a last norm.
 *
 * @param path of the model's module
 */
record VisionBlocks(String path, int count, PreNormBlock block) {
    private static final int DEFAULT_COUNT = 12;
    private static final int DEFAULT_FEED_FORWARD = 3072;
    private static final double DEFAULT_EPSILON = 1e-12;

    static VisionBlocks read(ConfigFields config, String path) {
        int hidden = config.positiveInt("hidden_size", VisionTokens.DEFAULT_HIDDEN);
        int heads = config.positiveInt("num_attention_heads", DEFAULT_COUNT);
        if (hidden % heads != 0) {
            throw config.wrong("hidden_size", hidden, "a multiple of num_attention_heads, which is " + heads);
        }
        PreNormBlock block = new PreNormBlock(
                PreNormBlock.Names.VIT,
                Heads.of(heads, hidden / heads),
                config.positiveInt("intermediate_size", DEFAULT_FEED_FORWARD),
                Activation.read(config, "hidden_act", Activation.GELU),
                config.flag("qkv_bias", true),
                config.positiveNumber("layer_norm_eps", DEFAULT_EPSILON));
        return new VisionBlocks(path, config.positiveInt("num_hidden_layers", DEFAULT_COUNT), block);
    }

    /** All blocks in turn on {@code x} [batch · tokens, hidden]; without the last norm. */
    Value of(Layers layers, Value x, long tokens) {
        AttentionBias bias = AttentionBias.none(layers, tokens, tokens);
        Value hidden = x;
        for (int layer = 0; layer < count; layer++) {
            hidden = block.of(layers, path + ".layers." + layer, hidden, bias);
        }
        return hidden;
    }

    /** The last norm, which may be taken of some tokens only. */
    Value norm(Layers layers, Value x) {
        return layers.layerNorm(path + ".layernorm", x, block.epsilon());
    }

    /** Checkpoints have the names of transformers 4; what belongs to other heads is no part of the model. */
    static StoredNames storedNames(String model) {
        return StoredNames.of(
                        model + ".",
                        "(" + model + "\\.)?(pooler\\..*|embeddings\\.mask_token)"
                                + "|(classifier|cls_classifier|distillation_classifier|decode_head|decoder)\\..*")
                .renaming(
                        Renaming.of("\\.layers\\.", ".encoder.layer."),
                        Renaming.of("\\.attention\\.q_proj\\.", ".attention.attention.query."),
                        Renaming.of("\\.attention\\.k_proj\\.", ".attention.attention.key."),
                        Renaming.of("\\.attention\\.v_proj\\.", ".attention.attention.value."),
                        Renaming.of("\\.attention\\.o_proj\\.", ".attention.output.dense."),
                        Renaming.of("\\.mlp\\.fc1\\.", ".intermediate.dense."),
                        Renaming.of("\\.mlp\\.fc2\\.", ".output.dense."));
    }
}
