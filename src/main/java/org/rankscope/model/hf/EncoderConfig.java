package org.rankscope.model.hf;

/**
 * Sizes and settings that encoders of text have in common.
 *
 * @param numAttentionHeads divides {@code hiddenSize}
 * @param maxPositions rows of the table of positions
 * @param typeVocabSize how many kinds of segments there are; 0 where they are not told apart
 * @param initializerRange standard deviation of new weights
 */
record EncoderConfig(
        int vocabSize,
        int hiddenSize,
        int numHiddenLayers,
        int numAttentionHeads,
        int intermediateSize,
        Activation activation,
        double layerNormEps,
        int maxPositions,
        int typeVocabSize,
        int padTokenId,
        double initializerRange) {

    /** Names of fields and defaults by which a family's configuration differs from BERT's. */
    record Form(
            String hiddenSize,
            String layers,
            String heads,
            String intermediateSize,
            String activation,
            int vocabSize,
            int padTokenId) {
        static final Form BERT = new Form(
                "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act", 30522, 0);
        static final Form ROBERTA = new Form(
                "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "hidden_act", 50265, 1);
        static final Form DISTILBERT =
                new Form("dim", "n_layers", "n_heads", "hidden_dim", "activation", BERT.vocabSize(), 0);
    }

    /** Reads the fields of a BERT, or of a family in the same sizes; what is left out is as {@code BertConfig} has it. */
    static EncoderConfig read(ConfigFields config, Form form) {
        if (!config.text("position_embedding_type", "absolute").equals("absolute")) {
            throw config.wrong("position_embedding_type", "\"absolute\": relative keys are not known here");
        } else if (config.flag("is_decoder", false)) {
            throw config.wrong("is_decoder", "false: an encoder that classifies");
        }
        return read(config, form, new Sizes(768, 12, 12, 3072), 1e-12, config.positiveInt("type_vocab_size", 2));
    }

    /** Sizes where a configuration leaves them out. */
    record Sizes(int hidden, int layers, int heads, int intermediate) {}

    static EncoderConfig read(ConfigFields config, Form form, Sizes otherwise, double layerNormEps, int typeVocabSize) {
        int hidden = config.positiveInt(form.hiddenSize(), otherwise.hidden());
        int heads = config.positiveInt(form.heads(), otherwise.heads());
        if (hidden % heads != 0) {
            throw config.wrong(form.hiddenSize(), hidden, "a multiple of " + form.heads() + ", which is " + heads);
        }
        int vocab = config.positiveInt("vocab_size", form.vocabSize());
        int pad = config.has("pad_token_id")
                ? config.tokenId("pad_token_id").orElse(form.padTokenId())
                : form.padTokenId();
        if (pad >= vocab) {
            throw config.wrong("pad_token_id", pad, "less than vocab_size, which is " + vocab);
        }
        return new EncoderConfig(
                vocab,
                hidden,
                config.positiveInt(form.layers(), otherwise.layers()),
                heads,
                config.positiveInt(form.intermediateSize(), otherwise.intermediate()),
                Activation.read(config, form.activation(), Activation.GELU),
                layerNormEps,
                config.positiveInt("max_position_embeddings", 512),
                typeVocabSize,
                pad,
                config.positiveNumber("initializer_range", Network.INITIALIZER_RANGE));
    }

    Heads heads() {
        return Heads.of(numAttentionHeads, hiddenSize / numAttentionHeads);
    }
}
