package org.rankscope.model.hf;

import org.rankscope.graph.Value;

/**
 * Gemma: a {@link Llama} whose embeddings are multiplied with √hidden, whose norms have the gain 1 + weight, and whose MLP is
 * gated by GELU (Gemma Team 2024, arXiv 2403.08295, section 2; {@code GemmaForCausalLM}).
 */
class Gemma extends Llama {
    private static final int KEY_VALUE_HEADS = 16;
    private static final LlamaConfig.Defaults DEFAULTS = defaults(KEY_VALUE_HEADS);

    private final Activation activation;

    /** {@code hidden_activation} comes before {@code hidden_act}, which older files have wrong. */
    Gemma(String name, LlamaConfig config, SlidingWindows windows, ConfigFields fields) {
        super(name, config, windows);
        this.activation = Activation.read(fields, "hidden_activation", config.activation());
        if (fields.flag("use_bidirectional_attention", false)) {
            throw fields.wrong("use_bidirectional_attention", "false: tokens see those before them alone");
        }
    }

    static Gemma read(ConfigFields fields) {
        return new Gemma("Gemma", LlamaConfig.read(fields, DEFAULTS), SlidingWindows.NONE, fields);
    }

    /** What Gemma and Gemma 2 take where a field is left out. */
    static LlamaConfig.Defaults defaults(int keyValueHeads) {
        return new LlamaConfig.Defaults(
                keyValueHeads,
                256,
                1e-6,
                Activation.GELU_TANH,
                LlamaConfig.Biases.CONFIGURED,
                RopeParameters.Defaults.USUAL,
                new Tokens.Defaults(8192, true).padding(0));
    }

    @Override
    final Value scaled(Layers layers, Value embeddings) {
        return layers.ops().mul(embeddings, layers.ops().constant((float) embeddingScale()));
    }

    @Override
    public final double embeddingScale() {
        return Math.sqrt(config.hiddenSize());
    }

    @Override
    final Value norm(Layers layers, String path, Value x) {
        return layers.rmsNormAroundOne(path, x, config.rmsNormEps());
    }

    @Override
    final Value mlp(Layers layers, String path, Value x) {
        return GatedMlp.of(layers, path, x, config.intermediateSize(), activation, false);
    }
}
