package org.rankscope.model.hf;

import java.util.OptionalInt;

/**
 * A Llama's sizes and settings, from the config.json that transformers 4 or 5 writes.
 *
 * @param numKeyValueHeads divides {@code numAttentionHeads}
 * @param headDim even
 * @param eosTokenId the first one where there are several
 */
record LlamaConfig(
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int numKeyValueHeads,
        int headDim,
        int vocabSize,
        double rmsNormEps,
        RopeParameters rope,
        int maxPositionEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        boolean tieWordEmbeddings,
        OptionalInt bosTokenId,
        OptionalInt eosTokenId,
        OptionalInt padTokenId) {
    static final double DEFAULT_RMS_NORM_EPS = 1e-6;
    static final int DEFAULT_MAX_POSITIONS = 2048;

    /** Every field that is missing or wrong is a RequestException. */
    static LlamaConfig read(ConfigFields config) {
        if (!config.text("hidden_act", "silu").equals("silu")) {
            throw config.wrong("hidden_act", "\"silu\"");
        }
        int hidden = config.positiveInt("hidden_size");
        int heads = config.positiveInt("num_attention_heads");
        int keyValueHeads = config.positiveInt("num_key_value_heads", heads);
        if (heads % keyValueHeads != 0) {
            throw config.wrong("num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
        }
        if (!config.has("head_dim") && hidden % heads != 0) {
            throw config.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
        }
        int headDim = config.positiveInt("head_dim", Math.max(1, hidden / heads));
        if (headDim % 2 != 0) {
            throw config.wrong("head_dim", headDim, "an even number: rotary embeddings turn pairs");
        }
        int vocab = config.positiveInt("vocab_size");
        OptionalInt pad = config.tokenId("pad_token_id");
        if (pad.isPresent() && pad.getAsInt() >= vocab) {
            throw config.wrong("pad_token_id", "less than vocab_size, which is " + vocab);
        }
        return new LlamaConfig(
                hidden,
                config.positiveInt("intermediate_size"),
                config.positiveInt("num_hidden_layers"),
                heads,
                keyValueHeads,
                headDim,
                vocab,
                config.positiveNumber("rms_norm_eps", DEFAULT_RMS_NORM_EPS),
                RopeParameters.read(config),
                config.positiveInt("max_position_embeddings", DEFAULT_MAX_POSITIONS),
                config.flag("attention_bias", false),
                config.flag("mlp_bias", false),
                config.flag("tie_word_embeddings", false),
                config.tokenId("bos_token_id"),
                config.tokenId("eos_token_id"),
                pad);
    }

    /** The token that fills rows which are too short: the pad token, else the end-of-text token, else 0. */
    int fillTokenId() {
        return padTokenId.orElse(
                eosTokenId.stream().filter(id -> id < vocabSize).findFirst().orElse(0));
    }
}
