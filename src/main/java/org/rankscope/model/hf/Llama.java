package org.rankscope.model.hf;

import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Llama: RMS norm, grouped-query attention with rotary positions, gated MLP, added to the residual stream in turn (Touvron et
 * al. 2023, arXiv 2302.13971, section 2.2; {@code LlamaForCausalLM}).
 */
record Llama(LlamaConfig config) implements Network {
    @Override
    public String description() {
        return "Llama · " + config.numHiddenLayers() + " layers";
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        AttentionBias bias =
                g.in("model.attention_bias", () -> AttentionBias.causal(layers, inputs.get("attention_mask")));
        Value embedding = layers.table("model.embed_tokens", config.vocabSize(), config.hiddenSize());
        Value hidden = layers.lookUp("model.embed_tokens", embedding, inputs.get("input_ids"));
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            Value input = hidden;
            String path = "model.layers." + layer;
            hidden = g.in(path, () -> block(layers, path, input, bias));
        }
        Value normed = layers.rmsNorm("model.norm", hidden, config.rmsNormEps());
        return config.tieWordEmbeddings()
                ? layers.tiedHead("lm_head", normed, embedding)
                : layers.head("lm_head", normed, config.vocabSize(), false);
    }

    private Value block(Layers layers, String path, Value x, AttentionBias bias) {
        GraphBuilder g = layers.ops();
        Value attended = g.sum(x, attention(layers, path, norm(layers, path + ".input_layernorm", x), bias));
        return g.sum(attended, mlp(layers, path, norm(layers, path + ".post_attention_layernorm", attended)));
    }

    private Value attention(Layers layers, String block, Value x, AttentionBias bias) {
        String path = block + ".self_attn.";
        boolean biased = config.attentionBias();
        Heads heads = Heads.grouped(config.numAttentionHeads(), config.numKeyValueHeads(), config.headDim());
        Rotary rotary = new Rotary(layers, RotaryFrequencies.of(config.rope(), config.headDim()), config.headDim());
        Value queries = rotary.of(layers.linear(path + "q_proj", x, heads.queryFeatures(), biased));
        Value keys = rotary.of(layers.linear(path + "k_proj", x, heads.keyFeatures(), biased));
        Value values = layers.linear(path + "v_proj", x, heads.keyFeatures(), biased);
        Value mixed = heads.attend(layers, queries, keys, values, bias);
        return layers.linear(path + "o_proj", mixed, config.hiddenSize(), biased);
    }

    /** Down(SiLU(gate(x)) ∘ up(x)): SwiGLU, Shazeer 2020 (arXiv 2002.05202), equation 6. */
    private Value mlp(Layers layers, String block, Value x) {
        String path = block + ".mlp.";
        boolean biased = config.mlpBias();
        Value gate = layers.linear(path + "gate_proj", x, config.intermediateSize(), biased);
        Value up = layers.linear(path + "up_proj", x, config.intermediateSize(), biased);
        Value gated = layers.ops().mul(Activation.SILU.of(layers, gate), up);
        return layers.linear(path + "down_proj", gated, config.hiddenSize(), biased);
    }

    private Value norm(Layers layers, String path, Value x) {
        return layers.rmsNorm(path, x, config.rmsNormEps());
    }

    @Override
    public int outputSize() {
        return config.vocabSize();
    }

    @Override
    public int vocabSize() {
        return config.vocabSize();
    }

    @Override
    public int maxSequenceLength() {
        return config.maxPositionEmbeddings();
    }

    @Override
    public int fillTokenId() {
        return config.fillTokenId();
    }

    @Override
    public StoredNames storedNames() {
        // Constants in older files, and the head of a model that takes its embedding for it.
        return StoredNames.of("model.", "(.*\\.)?rotary_emb\\.inv_freq|lm_head\\.weight");
    }
}
