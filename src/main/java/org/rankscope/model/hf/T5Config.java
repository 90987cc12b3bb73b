package org.rankscope.model.hf;

/**
 * A T5's sizes and settings.
 *
 * @param headDim features of an attention head, whatever {@code dModel} is
 * @param buckets of relative positions
 * @param maxDistance from which on all distances share the last bucket
 * @param gated whether the feed-forward layers have a gate
 * @param tied whether the head is the embedding: so in the first T5, not in version 1.1
 * @param scaled whether states are divided by √dModel before the head: in the first T5
 * @param decoderStartTokenId what the decoder begins with
 */
record T5Config(
        int vocabSize,
        int dModel,
        int headDim,
        int feedForward,
        int encoderLayers,
        int decoderLayers,
        int numHeads,
        int buckets,
        int maxDistance,
        double layerNormEpsilon,
        Activation activation,
        boolean gated,
        boolean tied,
        boolean scaled,
        int padTokenId,
        int decoderStartTokenId) {
    private static final String ACTIVATION = "feed_forward_proj";
    private static final String GATE = "gated-";

    /** Every field that is wrong is a RequestException; what is left out is as {@code T5Config} has it. */
    static T5Config read(ConfigFields config) {
        int encoderLayers = config.positiveInt("num_layers", 6);
        int buckets = config.positiveInt("relative_attention_num_buckets", 32);
        int maxDistance = config.positiveInt("relative_attention_max_distance", 128);
        if (buckets < 4) {
            throw config.wrong("relative_attention_num_buckets", buckets, "4 or more");
        } else if (maxDistance <= buckets / 2) {
            throw config.wrong(
                    "relative_attention_max_distance",
                    maxDistance,
                    "more than half of relative_attention_num_buckets, which is " + buckets);
        }
        String activation = config.text(ACTIVATION, "relu");
        boolean gated = activation.startsWith(GATE);
        int vocab = config.positiveInt("vocab_size", 32128);
        int pad = config.tokenId("pad_token_id").orElse(0);
        int start = config.tokenId("decoder_start_token_id").orElse(pad);
        if (pad >= vocab) {
            throw config.wrong("pad_token_id", pad, "less than vocab_size, which is " + vocab);
        } else if (start >= vocab) {
            throw config.wrong("decoder_start_token_id", start, "less than vocab_size, which is " + vocab);
        }
        // Transformers 5 writes "tie_word_embeddings": true for all, and what an older file says of it under another
        // name;
        // whether the head is the embedding is then for the checkpoint to say.
        boolean scaled = config.flag("scale_decoder_outputs", config.flag("tie_word_embeddings", true));
        return new T5Config(
                vocab,
                config.positiveInt("d_model", 512),
                config.positiveInt("d_kv", 64),
                config.positiveInt("d_ff", 2048),
                encoderLayers,
                config.positiveInt("num_decoder_layers", encoderLayers),
                config.positiveInt("num_heads", 8),
                buckets,
                maxDistance,
                config.positiveNumber("layer_norm_epsilon", 1e-6),
                // "gelu" behind a gate has always been its approximation here
                activation.equals("gated-gelu")
                        ? Activation.GELU_TANH
                        : Activation.named(
                                config, ACTIVATION, gated ? activation.substring(GATE.length()) : activation),
                gated,
                scaled,
                scaled,
                pad,
                start);
    }

    /** These sizes with the head that a checkpoint has. */
    T5Config withHead(boolean asEmbedding) {
        return new T5Config(
                vocabSize,
                dModel,
                headDim,
                feedForward,
                encoderLayers,
                decoderLayers,
                numHeads,
                buckets,
                maxDistance,
                layerNormEpsilon,
                activation,
                gated,
                asEmbedding,
                scaled,
                padTokenId,
                decoderStartTokenId);
    }
}
