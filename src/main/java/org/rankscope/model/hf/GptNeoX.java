package org.rankscope.model.hf;

import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * GPT-NeoX: attention and MLP beside one another, rotary positions on a part of each head, one layer for queries, keys and
 * values (Black et al. 2022, arXiv 2204.06745, section 2.1; {@code GPTNeoXForCausalLM}).
 *
 * @param parallel whether attention and MLP see the same input
 */
record GptNeoX(
        int hiddenSize,
        int intermediateSize,
        int numLayers,
        Heads heads,
        RopeParameters rope,
        boolean parallel,
        boolean attentionBias,
        Activation activation,
        double epsilon,
        Tokens tokens)
        implements Decoder {
    private static final double EPSILON = 1e-5;
    private static final RopeParameters.Defaults ROPE =
            new RopeParameters.Defaults("rotary_emb_base", RopeParameters.DEFAULT_THETA, "rotary_pct", 0.25, 0, false);

    static GptNeoX read(ConfigFields config) {
        int hidden = config.positiveInt("hidden_size");
        int count = config.divisor("num_attention_heads", "hidden_size", hidden);
        Tokens tokens = Tokens.read(config, new Tokens.Defaults(2048, false));
        return new GptNeoX(
                hidden,
                config.positiveInt("intermediate_size"),
                config.positiveInt("num_hidden_layers"),
                Heads.of(count, hidden / count),
                RopeParameters.read(config, hidden / count, tokens.maxLength(), ROPE),
                config.flag("use_parallel_residual", true),
                config.flag("attention_bias", true),
                Activation.read(config, "hidden_act", Activation.GELU),
                config.positiveNumber("layer_norm_eps", EPSILON),
                tokens);
    }

    @Override
    public String description() {
        return "GPT-NeoX · " + numLayers + " layers";
    }

    @Override
    public Value embedding(Layers layers) {
        return layers.table("gpt_neox.embed_in", tokens.vocabSize(), hiddenSize);
    }

    @Override
    public Value hidden(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        AttentionBias bias = new CausalBiases(layers, "gpt_neox.attention_bias", inputs.get("attention_mask")).full();
        Rotary rotary = new Rotary(layers, RotaryFrequencies.of(rope, layers.keys()), heads.dim());
        Value hidden = layers.lookUp("gpt_neox.embed_in", embedding(layers), inputs.get("input_ids"));
        for (int layer = 0; layer < numLayers; layer++) {
            Value input = hidden;
            String path = "gpt_neox.layers." + layer;
            hidden = g.in(path, () -> block(layers, path, input, rotary, bias));
        }
        return norm(layers, "gpt_neox.final_layer_norm", hidden);
    }

    private Value block(Layers layers, String path, Value x, Rotary rotary, AttentionBias bias) {
        GraphBuilder g = layers.ops();
        Value seen = attention(layers, path + ".attention", norm(layers, path + ".input_layernorm", x), rotary, bias);
        Value attended = g.sum(x, seen);
        Value base = parallel ? x : attended;
        return g.sum(attended, mlp(layers, path + ".mlp", norm(layers, path + ".post_attention_layernorm", base)));
    }

    private Value attention(Layers layers, String path, Value x, Rotary rotary, AttentionBias bias) {
        Value fused = layers.linear(path + ".query_key_value", x, 3L * hiddenSize, attentionBias);
        FusedHeads parts = FusedHeads.byGroup(layers, heads, fused);
        Value mixed = heads.attend(layers, rotary.of(parts.queries()), rotary.of(parts.keys()), parts.values(), bias);
        return layers.linear(path + ".dense", mixed, hiddenSize, attentionBias);
    }

    private Value mlp(Layers layers, String path, Value x) {
        Value wide = activation.of(layers, layers.linear(path + ".dense_h_to_4h", x, intermediateSize, true));
        return layers.linear(path + ".dense_4h_to_h", wide, hiddenSize, true);
    }

    private Value norm(Layers layers, String path, Value x) {
        return layers.layerNorm(path, x, epsilon);
    }

    @Override
    public StoredNames storedNames() {
        // Transformers 5.14 and later call the head lm_head; files keep its first name.
        return StoredNames.of(
                        "gpt_neox.",
                        "(.*\\.)?attention\\.(bias|masked_bias)|(.*\\.)?rotary_emb\\.inv_freq|embed_out\\.weight")
                .renaming(StoredNames.Renaming.of("^lm_head\\.", "embed_out."));
    }
}
