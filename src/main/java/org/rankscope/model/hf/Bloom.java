package org.rankscope.model.hf;

import java.util.Map;
import java.util.OptionalInt;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Bloom: ALiBi positions, a norm on the embeddings, one layer for queries, keys and values (Le Scao et al. 2022, arXiv
 * 2211.05100, section 3.2; {@code BloomForCausalLM}).
 *
 * @param residualAfterNorm whether the residual stream is taken after the norms
 */
record Bloom(int hiddenSize, int numLayers, Heads heads, boolean residualAfterNorm, double epsilon, Tokens tokens)
        implements Decoder {
    private static final double EPSILON = 1e-5;

    /** Positions have no table: this is the length that the models were trained with. */
    private static final Tokens.Defaults TOKENS = new Tokens.Defaults("seq_length", 2048, true, OptionalInt.of(3));

    static Bloom read(ConfigFields config) {
        String size = config.has("n_embed") ? "n_embed" : "hidden_size";
        int hidden = config.positiveInt(size);
        int count = config.divisor(config.has("num_attention_heads") ? "num_attention_heads" : "n_head", size, hidden);
        return new Bloom(
                hidden,
                config.positiveInt(config.has("num_hidden_layers") ? "num_hidden_layers" : "n_layer"),
                Heads.of(count, hidden / count),
                config.flag("apply_residual_connection_post_layernorm", false),
                config.positiveNumber("layer_norm_epsilon", EPSILON),
                Tokens.read(config, TOKENS));
    }

    @Override
    public String description() {
        return "Bloom · " + numLayers + " layers";
    }

    @Override
    public Value embedding(Layers layers) {
        return layers.table("transformer.word_embeddings", tokens.vocabSize(), hiddenSize);
    }

    @Override
    public Value hidden(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        AttentionBias causal =
                new CausalBiases(layers, "transformer.attention_bias", inputs.get("attention_mask")).full();
        AttentionBias bias = g.in(
                "transformer.alibi",
                () -> causal.plus(layers, Alibi.of(layers, Math.toIntExact(heads.count()), 1, false)));
        Value words = layers.lookUp("transformer.word_embeddings", embedding(layers), inputs.get("input_ids"));
        Value hidden = norm(layers, "transformer.word_embeddings_layernorm", words);
        for (int layer = 0; layer < numLayers; layer++) {
            Value input = hidden;
            String path = "transformer.h." + layer;
            hidden = g.in(path, () -> block(layers, path, input, bias));
        }
        return norm(layers, "transformer.ln_f", hidden);
    }

    private Value block(Layers layers, String path, Value x, AttentionBias bias) {
        GraphBuilder g = layers.ops();
        Value normed = norm(layers, path + ".input_layernorm", x);
        Value attended =
                g.sum(residualAfterNorm ? normed : x, attention(layers, path + ".self_attention", normed, bias));
        Value normedAgain = norm(layers, path + ".post_attention_layernorm", attended);
        return g.sum(residualAfterNorm ? normedAgain : attended, mlp(layers, path + ".mlp", normedAgain));
    }

    private Value attention(Layers layers, String path, Value x, AttentionBias bias) {
        Value fused = layers.linear(path + ".query_key_value", x, 3L * hiddenSize, true);
        FusedHeads parts = FusedHeads.byGroup(layers, heads, fused);
        Value mixed = heads.attend(layers, parts.queries(), parts.keys(), parts.values(), bias);
        return layers.linear(path + ".dense", mixed, hiddenSize, true);
    }

    private Value mlp(Layers layers, String path, Value x) {
        Value wide = layers.linear(path + ".dense_h_to_4h", x, 4L * hiddenSize, true);
        return layers.linear(path + ".dense_4h_to_h", Activation.GELU_TANH.of(layers, wide), hiddenSize, true);
    }

    private Value norm(Layers layers, String path, Value x) {
        return layers.layerNorm(path, x, epsilon);
    }

    @Override
    public StoredNames storedNames() {
        return StoredNames.of("transformer.", "(?!)");
    }
}
