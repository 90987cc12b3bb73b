package org.rankscope.model.hf;

import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Llama: RMS norm, grouped-query attention with rotary positions, gated MLP, added to the residual stream in turn (Touvron et
 * al. 2023, arXiv 2302.13971, section 2.2; {@code LlamaForCausalLM}). Its relatives say what they do otherwise.
 */
class Llama implements Decoder {
    private static final LlamaConfig.Defaults DEFAULTS = new LlamaConfig.Defaults(
            0,
            0,
            1e-6,
            Activation.SILU,
            LlamaConfig.Biases.CONFIGURED,
            RopeParameters.Defaults.USUAL,
            new Tokens.Defaults(2048, false));

    private final String name;
    private final SlidingWindows windows;
    final LlamaConfig config;

    Llama(String name, LlamaConfig config, SlidingWindows windows) {
        this.name = name;
        this.config = config;
        this.windows = windows;
    }

    static Llama read(ConfigFields config) {
        return new Llama("Llama", LlamaConfig.read(config, DEFAULTS), SlidingWindows.NONE);
    }

    @Override
    public final String description() {
        return name + " · " + config.numHiddenLayers() + " layers";
    }

    @Override
    public final Tokens tokens() {
        return config.tokens();
    }

    @Override
    public final Value embedding(Layers layers) {
        return layers.table("model.embed_tokens", config.tokens().vocabSize(), config.hiddenSize());
    }

    @Override
    public final Value hidden(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        CausalBiases biases = new CausalBiases(layers, "model.attention_bias", inputs.get("attention_mask"));
        Rotary rotary = new Rotary(
                layers,
                RotaryFrequencies.of(config.rope(), layers.keys()),
                config.heads().dim());
        Value hidden = scaled(layers, layers.lookUp("model.embed_tokens", embedding(layers), inputs.get("input_ids")));
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            Value input = hidden;
            String path = "model.layers." + layer;
            AttentionBias bias = biases.of(windows.of(layer));
            hidden = g.in(path, () -> block(layers, path, input, rotary, bias));
        }
        return norm(layers, "model.norm", hidden);
    }

    /** What the first block sees of the embeddings. */
    Value scaled(Layers layers, Value embeddings) {
        return embeddings;
    }

    Value block(Layers layers, String path, Value x, Rotary rotary, AttentionBias bias) {
        GraphBuilder g = layers.ops();
        Value seen = attention(layers, path + ".self_attn", norm(layers, path + ".input_layernorm", x), rotary, bias);
        Value attended = g.sum(x, seen);
        return g.sum(attended, mlp(layers, path + ".mlp", norm(layers, path + ".post_attention_layernorm", attended)));
    }

    Value attention(Layers layers, String path, Value x, Rotary rotary, AttentionBias bias) {
        FusedHeads parts = projected(layers, path, x);
        Value queries = rotary.of(parts.queries());
        Value keys = rotary.of(parts.keys());
        Value mixed = heads().attend(layers, queries, keys, parts.values(), bias);
        return layers.linear(path + ".o_proj", mixed, config.hiddenSize(), config.outputBias());
    }

    Heads heads() {
        return config.heads();
    }

    FusedHeads projected(Layers layers, String path, Value x) {
        Heads heads = config.heads();
        return new FusedHeads(
                layers.linear(path + ".q_proj", x, heads.queryFeatures(), config.inputBias()),
                layers.linear(path + ".k_proj", x, heads.keyFeatures(), config.inputBias()),
                layers.linear(path + ".v_proj", x, heads.keyFeatures(), config.inputBias()));
    }

    Value mlp(Layers layers, String path, Value x) {
        return GatedMlp.of(layers, path, x, config.intermediateSize(), config.activation(), config.mlpBias());
    }

    Value norm(Layers layers, String path, Value x) {
        return layers.rmsNorm(path, x, config.rmsNormEps());
    }

    @Override
    public final StoredNames storedNames() {
        // Constants in older files.
        return StoredNames.of("model.", "(.*\\.)?rotary_emb\\.inv_freq");
    }
}
