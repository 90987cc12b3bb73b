package org.rankscope.model.hf;

import java.util.Map;
import java.util.OptionalInt;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * GPT-2: layer norms before attention and MLP, learnt positions, weights stored [in, out] (Radford et al. 2019, section 2.3;
 * {@code GPT2LMHeadModel}).
 *
 * @param scaledByDepth whether the scores of block n, counted from 0, are divided by n + 1 as well
 */
record Gpt2(
        int hiddenSize,
        int intermediateSize,
        int numLayers,
        Heads heads,
        boolean scaledByDepth,
        Activation activation,
        double epsilon,
        Tokens tokens)
        implements Decoder {
    private static final double EPSILON = 1e-5;
    private static final Tokens.Defaults TOKENS = new Tokens.Defaults("n_positions", 1024, true, OptionalInt.empty());

    static Gpt2 read(ConfigFields config) {
        if (config.flag("add_cross_attention", false)) {
            throw config.wrong("add_cross_attention", "false: a decoder alone is known");
        }
        int hidden = config.positiveInt("n_embd");
        int count = config.divisor("n_head", "n_embd", hidden);
        Heads usual = Heads.of(count, hidden / count);
        boolean scaled = config.flag("scale_attn_weights", true);
        return new Gpt2(
                hidden,
                config.positiveInt("n_inner", 4 * hidden),
                config.positiveInt("n_layer"),
                scaled ? usual : usual.scaledBy(1),
                config.flag("scale_attn_by_inverse_layer_idx", false),
                Activation.read(config, "activation_function", Activation.GELU_TANH),
                config.positiveNumber("layer_norm_epsilon", EPSILON),
                Tokens.read(config, TOKENS));
    }

    @Override
    public String description() {
        return "GPT-2 · " + numLayers + " layers";
    }

    @Override
    public Value embedding(Layers layers) {
        return layers.table("transformer.wte", tokens.vocabSize(), hiddenSize);
    }

    @Override
    public Value hidden(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        AttentionBias bias =
                new CausalBiases(layers, "transformer.attention_bias", inputs.get("attention_mask")).full();
        Value words = layers.lookUp("transformer.wte", embedding(layers), inputs.get("input_ids"));
        Value hidden = Positions.added(layers, "transformer.wpe", words, positions(layers));
        for (int layer = 0; layer < numLayers; layer++) {
            Value input = hidden;
            String path = "transformer.h." + layer;
            Heads scaled = scaledByDepth ? heads.scaledBy(heads.scale() / (layer + 1)) : heads;
            hidden = g.in(path, () -> block(layers, path, input, scaled, bias));
        }
        return layers.layerNorm("transformer.ln_f", hidden, epsilon);
    }

    private Value positions(Layers layers) {
        return layers.table("transformer.wpe", tokens.maxLength(), hiddenSize);
    }

    private Value block(Layers layers, String path, Value x, Heads scaled, AttentionBias bias) {
        GraphBuilder g = layers.ops();
        Value seen = attention(layers, path + ".attn", layers.layerNorm(path + ".ln_1", x, epsilon), scaled, bias);
        Value attended = g.sum(x, seen);
        return g.sum(attended, mlp(layers, path + ".mlp", layers.layerNorm(path + ".ln_2", attended, epsilon)));
    }

    private Value attention(Layers layers, String path, Value x, Heads scaled, AttentionBias bias) {
        FusedHeads parts = FusedHeads.inOrder(layers, scaled, layers.conv1d(path + ".c_attn", x, 3L * hiddenSize));
        Value mixed = scaled.attend(layers, parts.queries(), parts.keys(), parts.values(), bias);
        return layers.conv1d(path + ".c_proj", mixed, hiddenSize);
    }

    private Value mlp(Layers layers, String path, Value x) {
        Value wide = activation.of(layers, layers.conv1d(path + ".c_fc", x, intermediateSize));
        return layers.conv1d(path + ".c_proj", wide, hiddenSize);
    }

    @Override
    public StoredNames storedNames() {
        // Causal masks, constants in older files.
        return StoredNames.of("transformer.", "(.*\\.)?attn\\.(bias|masked_bias)");
    }
}
