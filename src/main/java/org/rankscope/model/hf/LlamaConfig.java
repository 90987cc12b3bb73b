package org.rankscope.model.hf;

/**
 * Sizes and settings of a Llama or one of its relatives, from the config.json that transformers 4 or 5 writes. The sizes
 * themselves have to be given; the rest is what the library takes where it is left out.
 *
 * @param inputBias whether queries, keys and values have biases
 * @param outputBias whether the output of the attention has one
 */
record LlamaConfig(
        int hiddenSize,
        int intermediateSize,
        int numHiddenLayers,
        Heads heads,
        double rmsNormEps,
        Activation activation,
        RopeParameters rope,
        boolean inputBias,
        boolean outputBias,
        boolean mlpBias,
        Tokens tokens) {
    /**
     * What an architecture takes where a field is left out.
     *
     * @param keyValueHeads 0: as many as query heads
     * @param headDim 0: hidden size by heads
     */
    record Defaults(
            int keyValueHeads,
            int headDim,
            double rmsNormEps,
            Activation activation,
            Biases biases,
            RopeParameters.Defaults rope,
            Tokens.Defaults tokens) {}

    /** Which layers of the attention have biases. */
    enum Biases {
        NONE,
        /** Queries, keys and values. */
        INPUTS,
        ALL,
        /** All or none, as {@code attention_bias} says. */
        CONFIGURED
    }

    /** Every field that is missing or wrong is a RequestException. */
    static LlamaConfig read(ConfigFields config, Defaults defaults) {
        int hidden = config.positiveInt("hidden_size");
        Tokens tokens = Tokens.read(config, defaults.tokens());
        Heads heads = heads(config, hidden, defaults);
        Biases biases = defaults.biases() != Biases.CONFIGURED
                ? defaults.biases()
                : config.flag("attention_bias", false) ? Biases.ALL : Biases.NONE;
        return new LlamaConfig(
                hidden,
                config.positiveInt("intermediate_size"),
                config.positiveInt("num_hidden_layers"),
                heads,
                config.positiveNumber("rms_norm_eps", defaults.rmsNormEps()),
                Activation.read(config, "hidden_act", defaults.activation()),
                RopeParameters.read(config, Math.toIntExact(heads.dim()), tokens.maxLength(), defaults.rope()),
                biases != Biases.NONE,
                biases == Biases.ALL,
                defaults.biases() == Biases.CONFIGURED && config.flag("mlp_bias", false),
                tokens);
    }

    private static Heads heads(ConfigFields config, int hidden, Defaults defaults) {
        int heads = config.positiveInt("num_attention_heads");
        int otherwise = config.mentions("num_key_value_heads") || defaults.keyValueHeads() == 0
                ? heads
                : defaults.keyValueHeads();
        int keyValueHeads = config.positiveInt("num_key_value_heads", otherwise);
        if (heads % keyValueHeads != 0) {
            throw config.wrong("num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
        }
        if (defaults.headDim() == 0 && !config.has("head_dim") && hidden % heads != 0) {
            throw config.wrong("hidden_size", "a multiple of num_attention_heads, which is " + heads);
        }
        int headDim = defaults.headDim() > 0 ? defaults.headDim() : Math.max(1, hidden / heads);
        return Heads.grouped(heads, keyValueHeads, config.positiveInt("head_dim", headDim));
    }
}
