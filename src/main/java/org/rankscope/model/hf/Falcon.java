package org.rankscope.model.hf;

import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Falcon: attention and MLP beside one another, few keys and values in one layer with the queries, rotary positions or ALiBi
 * (Almazrouei et al. 2023, arXiv 2311.16867, section 4; {@code FalconForCausalLM}).
 *
 * @param newer whether blocks are those of {@code new_decoder_architecture}, whose cache has keys and values for each query
 *     head, not for each group of them
 * @param norms which norms a block has
 * @param alibi whether positions are linear biases, not rotations
 */
record Falcon(
        int hiddenSize,
        int intermediateSize,
        int numLayers,
        Heads heads,
        RopeParameters rope,
        boolean alibi,
        boolean newer,
        Norms norms,
        boolean bias,
        Activation activation,
        double epsilon,
        Tokens tokens)
        implements Decoder {
    private static final double EPSILON = 1e-5;

    /** How attention and MLP are normed. */
    enum Norms {
        /** One after the other, each with its norm. */
        IN_TURN,
        /** Both see the same normed input. */
        SHARED,
        /** Both see the same input, each with a norm of its own. */
        APART
    }

    static Falcon read(ConfigFields config) {
        int hidden = config.positiveInt("hidden_size");
        int count = config.divisor("num_attention_heads", "hidden_size", hidden);
        boolean grouped = config.flag("new_decoder_architecture", false);
        int keyValueHeads = grouped
                ? config.divisor("num_kv_heads", "num_attention_heads", count, count)
                : config.flag("multi_query", true) ? 1 : count;
        Tokens tokens = Tokens.read(config, new Tokens.Defaults(2048, true));
        boolean alibi = config.flag("alibi", false);
        int dim = hidden / count;
        return new Falcon(
                hidden,
                config.positiveInt("ffn_hidden_size", 4 * hidden),
                config.positiveInt("num_hidden_layers"),
                Heads.grouped(count, keyValueHeads, dim),
                alibi
                        ? RopeParameters.plain(RopeParameters.DEFAULT_THETA, 2)
                        : RopeParameters.read(config, dim, tokens.maxLength(), RopeParameters.Defaults.USUAL),
                alibi,
                grouped,
                norms(config, grouped),
                config.flag("bias", false),
                Activation.read(config, "activation", Activation.GELU),
                config.positiveNumber("layer_norm_epsilon", EPSILON),
                tokens);
    }

    private static Norms norms(ConfigFields config, boolean grouped) {
        if (!grouped) {
            return config.flag("parallel_attn", true) ? Norms.SHARED : Norms.IN_TURN;
        }
        return switch (config.positiveInt("num_ln_in_parallel_attn", 2)) {
            case 1 -> Norms.SHARED;
            case 2 -> Norms.APART;
            default -> throw config.wrong("num_ln_in_parallel_attn", "1 or 2");
        };
    }

    @Override
    public String description() {
        return "Falcon · " + numLayers + " layers";
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
        AttentionBias bias = alibi ? withAlibi(layers, causal) : causal;
        Rotary rotary = new Rotary(layers, RotaryFrequencies.of(rope, layers.keys()), heads.dim());
        Value hidden = layers.lookUp("transformer.word_embeddings", embedding(layers), inputs.get("input_ids"));
        for (int layer = 0; layer < numLayers; layer++) {
            Value input = hidden;
            String path = "transformer.h." + layer;
            hidden = g.in(path, () -> block(layers, path, input, rotary, bias));
        }
        return norm(layers, "transformer.ln_f", hidden);
    }

    /** Unlike other models, Falcon multiplies the biases with 1/√dim as well. */
    private AttentionBias withAlibi(Layers layers, AttentionBias causal) {
        return layers.ops()
                .in(
                        "transformer.alibi",
                        () -> causal.plus(
                                layers, Alibi.of(layers, Math.toIntExact(heads.count()), heads.scale(), true)));
    }

    private Value block(Layers layers, String path, Value x, Rotary rotary, AttentionBias seen) {
        GraphBuilder g = layers.ops();
        String first = norms == Norms.APART ? ".ln_attn" : ".input_layernorm";
        Value normed = norm(layers, path + first, x);
        Value attended = g.sum(x, attention(layers, path + ".self_attention", normed, rotary, seen));
        Value input =
                switch (norms) {
                    case IN_TURN -> norm(layers, path + ".post_attention_layernorm", attended);
                    case SHARED -> normed;
                    case APART -> norm(layers, path + ".ln_mlp", x);
                };
        return g.sum(attended, mlp(layers, path + ".mlp", input));
    }

    private Value attention(Layers layers, String path, Value x, Rotary rotary, AttentionBias seen) {
        long features = heads.queryFeatures() + 2 * heads.keyFeatures();
        FusedHeads parts =
                FusedHeads.byGroup(layers, heads, layers.linear(path + ".query_key_value", x, features, bias));
        Value queries = alibi ? parts.queries() : rotary.of(parts.queries());
        Value keys = alibi ? parts.keys() : rotary.of(parts.keys());
        Value mixed = newer && layers.usesCache()
                ? heads.apart()
                        .attend(layers, queries, heads.spread(layers, keys), heads.spread(layers, parts.values()), seen)
                : heads.attend(layers, queries, keys, parts.values(), seen);
        return layers.linear(path + ".dense", mixed, hiddenSize, bias);
    }

    private Value mlp(Layers layers, String path, Value x) {
        Value wide = activation.of(layers, layers.linear(path + ".dense_h_to_4h", x, intermediateSize, bias));
        return layers.linear(path + ".dense_4h_to_h", wide, hiddenSize, bias);
    }

    private Value norm(Layers layers, String path, Value x) {
        return layers.layerNorm(path, x, epsilon);
    }

    @Override
    public StoredNames storedNames() {
        return StoredNames.of("transformer.", "(.*\\.)?inv_freq");
    }
}
