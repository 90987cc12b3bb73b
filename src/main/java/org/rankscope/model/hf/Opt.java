package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * OPT: learnt positions that count the tokens which the mask shows, norms before (or, in the 350M model, after) attention and
 * MLP, embeddings that may be narrower than the blocks (Zhang et al. 2022, arXiv 2205.01068, section 2.1; {@code
 * OPTForCausalLM}).
 *
 * @param embeddingSize features of the embedding and of the output
 * @param normsFirst whether norms come before attention and MLP
 * @param finalNorm whether there is a norm after the last block
 */
record Opt(
        int hiddenSize,
        int embeddingSize,
        int intermediateSize,
        int numLayers,
        Heads heads,
        boolean normsFirst,
        boolean finalNorm,
        boolean bias,
        Activation activation,
        Tokens tokens)
        implements Decoder {
    private static final double EPSILON = 1e-5;

    /** The table of positions begins with two rows that no token has. */
    private static final long OFFSET = 2;

    static Opt read(ConfigFields config) {
        if (!config.flag("layer_norm_elementwise_affine", true)) {
            throw config.wrong("layer_norm_elementwise_affine", "true: norms without gains are not known");
        }
        int hidden = config.positiveInt("hidden_size");
        int count = config.divisor("num_attention_heads", "hidden_size", hidden);
        boolean normsFirst = config.flag("do_layer_norm_before", true);
        return new Opt(
                hidden,
                config.positiveInt("word_embed_proj_dim", hidden),
                config.positiveInt("ffn_dim"),
                config.positiveInt("num_hidden_layers"),
                Heads.of(count, hidden / count),
                normsFirst,
                normsFirst && !config.flag("_remove_final_layer_norm", false),
                config.flag("enable_bias", true),
                Activation.read(config, "activation_function", Activation.RELU),
                Tokens.read(config, new Tokens.Defaults(2048, true).padding(1)));
    }

    @Override
    public String description() {
        return "OPT · " + numLayers + " layers";
    }

    @Override
    public Value embedding(Layers layers) {
        return layers.table("model.decoder.embed_tokens", tokens.vocabSize(), embeddingSize);
    }

    @Override
    public Value hidden(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        Value mask = inputs.get("attention_mask");
        AttentionBias seen = new CausalBiases(layers, "model.decoder.attention_bias", mask).full();
        Value words = layers.lookUp("model.decoder.embed_tokens", embedding(layers), inputs.get("input_ids"));
        Value wide = projected(layers, "model.decoder.project_in", words, hiddenSize);
        Value table = layers.table("model.decoder.embed_positions", tokens.maxLength() + OFFSET, hiddenSize);
        Value places =
                g.in("model.decoder.embed_positions", () -> g.part(places(g, mask), 1, layers.cached(), layers.seq()));
        Value hidden = g.add(wide, layers.lookUp("model.decoder.embed_positions", table, places));
        for (int layer = 0; layer < numLayers; layer++) {
            Value input = hidden;
            String path = "model.decoder.layers." + layer;
            hidden = g.in(path, () -> block(layers, path, input, seen));
        }
        Value last = finalNorm ? layers.layerNorm("model.decoder.final_layer_norm", hidden, EPSILON) : hidden;
        return projected(layers, "model.decoder.project_out", last, embeddingSize);
    }

    /** The row of each token in the table: how many tokens there are before it, and {@link #OFFSET}. */
    private static Value places(GraphBuilder g, Value mask) {
        Value counted = g.node(
                Op.CUM_SUM,
                List.of(mask, g.constant(Tensor.ofLongs(Shape.SCALAR, 1))),
                Map.<String, Attribute>of(),
                mask.dtype(),
                mask.shape());
        return g.add(g.mul(counted, mask), g.constant(Tensor.ofLongs(Shape.SCALAR, OFFSET - 1)));
    }

    /** A layer between embeddings and blocks where their sizes differ. */
    private Value projected(Layers layers, String path, Value x, int to) {
        return embeddingSize == hiddenSize ? x : layers.linear(path, x, to, false);
    }

    private Value block(Layers layers, String path, Value x, AttentionBias seen) {
        Value attended = around(
                layers,
                path + ".self_attn_layer_norm",
                x,
                inner -> attention(layers, path + ".self_attn", inner, seen));
        return around(layers, path + ".final_layer_norm", attended, inner -> mlp(layers, path, inner));
    }

    /** {@code part} with its norm, added to what goes past it. */
    private Value around(Layers layers, String norm, Value x, UnaryOperator<Value> part) {
        GraphBuilder g = layers.ops();
        return normsFirst
                ? g.sum(x, part.apply(layers.layerNorm(norm, x, EPSILON)))
                : layers.layerNorm(norm, g.sum(x, part.apply(x)), EPSILON);
    }

    private Value attention(Layers layers, String path, Value x, AttentionBias seen) {
        Value queries = layers.linear(path + ".q_proj", x, hiddenSize, bias);
        Value keys = layers.linear(path + ".k_proj", x, hiddenSize, bias);
        Value values = layers.linear(path + ".v_proj", x, hiddenSize, bias);
        return layers.linear(path + ".out_proj", heads.attend(layers, queries, keys, values, seen), hiddenSize, bias);
    }

    private Value mlp(Layers layers, String path, Value x) {
        Value wide = activation.of(layers, layers.linear(path + ".fc1", x, intermediateSize, bias));
        return layers.linear(path + ".fc2", wide, hiddenSize, bias);
    }

    @Override
    public StoredNames storedNames() {
        return StoredNames.of("model.", "(?!)");
    }
}
