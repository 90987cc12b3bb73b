package org.rankscope.model.hf;

/**
 * Qwen2: a {@link Llama} with biases on queries, keys and values, whose upper blocks may see a sliding window (Yang et al.
 * 2024, arXiv 2407.10671, section 2.2; {@code Qwen2ForCausalLM}).
 */
final class Qwen2 {
    private static final int KEY_VALUE_HEADS = 32;
    private static final int WINDOW = 4096;
    private static final int FULL_LAYERS = 28;
    private static final LlamaConfig.Defaults DEFAULTS = defaults(0, LlamaConfig.Biases.INPUTS);

    private Qwen2() {}

    static Llama read(ConfigFields fields) {
        LlamaConfig config = LlamaConfig.read(fields, DEFAULTS);
        return new Llama("Qwen2", config, windows(fields, config));
    }

    /** What Qwen2 and Qwen3 take where a field is left out. */
    static LlamaConfig.Defaults defaults(int headDim, LlamaConfig.Biases biases) {
        return new LlamaConfig.Defaults(
                KEY_VALUE_HEADS,
                headDim,
                1e-6,
                Activation.SILU,
                biases,
                RopeParameters.Defaults.USUAL,
                new Tokens.Defaults(32_768, false));
    }

    /** The blocks from {@code max_window_layers} on see a window, if {@code use_sliding_window}. */
    static SlidingWindows windows(ConfigFields fields, LlamaConfig config) {
        int window = fields.flag("use_sliding_window", false) ? fields.positiveIntOrNone("sliding_window", WINDOW) : 0;
        int full = fields.count("max_window_layers", FULL_LAYERS);
        return SlidingWindows.read(fields, config.numHiddenLayers(), window, layer -> layer >= full);
    }
}
