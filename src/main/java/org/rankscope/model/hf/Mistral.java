package org.rankscope.model.hf;

/**
 * Mistral: a {@link Llama} in which a query sees the last keys alone, a sliding window (Jiang et al. 2023, arXiv 2310.06825,
 * section 2; {@code MistralForCausalLM}).
 */
final class Mistral {
    private static final int WINDOW = 4096;
    private static final LlamaConfig.Defaults DEFAULTS = new LlamaConfig.Defaults(
            8,
            0,
            1e-6,
            Activation.SILU,
            LlamaConfig.Biases.NONE,
            RopeParameters.Defaults.USUAL,
            new Tokens.Defaults(131_072, false));

    private Mistral() {}

    static Llama read(ConfigFields fields) {
        LlamaConfig config = LlamaConfig.read(fields, DEFAULTS);
        int window = fields.positiveIntOrNone("sliding_window", WINDOW);
        return new Llama("Mistral", config, SlidingWindows.everywhere(config.numHiddenLayers(), window));
    }
}
