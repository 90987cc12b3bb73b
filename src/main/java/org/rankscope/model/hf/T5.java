package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * T5: an encoder and a decoder of blocks with their norms first, attention without scaling, relative positions that all
 * blocks of a stack share (Raffel et al. 2019, arXiv 1910.10683, section 2.1; {@code T5ForConditionalGeneration}).
 */
record T5(T5Config config) implements Network {
    private static final String HEAD = "lm_head";
    private static final String DECODER_IDS = "decoder_input_ids";
    private static final String DECODER_MASK = "decoder_attention_mask";

    /**
     * A head that the checkpoint holds is its own, where config.json does not say that states are scaled for the embedding.
     */
    @Override
    public Network heldBy(Set<String> tensors) {
        return new T5(config.withHead(config.scaled() || !tensors.contains(HEAD + ".weight")));
    }

    @Override
    public String description() {
        return "T5 · " + config.encoderLayers() + " + " + config.decoderLayers() + " layers";
    }

    @Override
    public List<Value> inputs(long batch, long seq) {
        return inputs(batch, seq, seq);
    }

    @Override
    public List<Value> inputs(long batch, long encoded, long decoded) {
        List<Value> inputs = new ArrayList<>(Network.super.inputs(batch, encoded));
        Shape tokens = Shape.of(batch, decoded);
        inputs.add(new Value(DECODER_IDS, DType.INT64, tokens));
        inputs.add(new Value(DECODER_MASK, DType.INT64, tokens));
        return inputs;
    }

    @Override
    public int encoderBlocks() {
        return config.encoderLayers();
    }

    /** The decoder's attention to itself does; the encoder, and the attention to it, have no cache. */
    @Override
    public boolean takesCache() {
        return true;
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        Value shared = layers.table("shared", config.vocabSize(), config.dModel());
        Value mask = inputs.get("attention_mask");
        AttentionBias both = g.in(
                "encoder.attention_bias",
                () -> AttentionBias.full(layers, mask, mask.shape().dim(1)));
        AttentionBias before = g.in(
                "decoder.attention_bias",
                () -> AttentionBias.causal(layers, layers.behindCached(inputs.get(DECODER_MASK))));
        Value encoded = encoder(layers, layers.lookUp("encoder.embed_tokens", shared, inputs.get("input_ids")), both);
        Value decoded = decoder(
                layers,
                layers.lookUp("decoder.embed_tokens", shared, inputs.get(DECODER_IDS)),
                before,
                encoded,
                both.askedBy(layers.seq()));
        Value states = config.scaled() ? g.mul(decoded, g.constant((float) (1 / Math.sqrt(config.dModel())))) : decoded;
        return config.tied()
                ? layers.tiedHead(HEAD, states, shared)
                : layers.head(HEAD, states, config.vocabSize(), false);
    }

    private Value encoder(Layers layers, Value embedded, AttentionBias seen) {
        AttentionBias bias = seen.plus(layers, positions(layers, "encoder", seen, true));
        Value hidden = embedded;
        for (int layer = 0; layer < config.encoderLayers(); layer++) {
            Value x = hidden;
            String path = "encoder.block." + layer;
            hidden = layers.ops().in(path, () -> {
                Value attended = selfAttention(layers, path + ".layer.0", x, bias, false);
                return feedForward(layers, path + ".layer.1", attended);
            });
        }
        return norm(layers, "encoder.final_layer_norm", hidden);
    }

    private Value decoder(Layers layers, Value embedded, AttentionBias before, Value encoded, AttentionBias seen) {
        AttentionBias bias = before.plus(layers, positions(layers, "decoder", before, false));
        Value hidden = embedded;
        for (int layer = 0; layer < config.decoderLayers(); layer++) {
            Value x = hidden;
            String path = "decoder.block." + layer;
            hidden = layers.ops().in(path, () -> {
                Value own = selfAttention(layers, path + ".layer.0", x, bias, true);
                Value crossed = crossAttention(layers, path + ".layer.1", own, encoded, seen);
                return feedForward(layers, path + ".layer.2", crossed);
            });
        }
        return norm(layers, "decoder.final_layer_norm", hidden);
    }

    /** The bias of each head by relative position, [1, heads, queries, keys]; the first block of a stack holds it. */
    private Value positions(Layers layers, String stack, AttentionBias seen, boolean bothWays) {
        String path = stack + ".block.0.layer.0.SelfAttention.relative_attention_bias";
        Value table = layers.table(path, config.buckets(), config.numHeads());
        return layers.ops().in(path, () -> new RelativeBuckets(config.buckets(), config.maxDistance(), bothWays)
                .bias(layers.ops(), table, seen.queries(), seen.keys()));
    }

    /** @param goesOn whether it goes on from what is cached */
    private Value selfAttention(Layers layers, String path, Value x, AttentionBias bias, boolean goesOn) {
        Value normed = norm(layers, path + ".layer_norm", x);
        return layers.ops().sum(x, attention(layers, path + ".SelfAttention.", normed, normed, bias, goesOn));
    }

    private Value crossAttention(Layers layers, String path, Value x, Value encoded, AttentionBias seen) {
        Value normed = norm(layers, path + ".layer_norm", x);
        return layers.ops().sum(x, attention(layers, path + ".EncDecAttention.", normed, encoded, seen, false));
    }

    private Value attention(Layers layers, String path, Value asking, Value asked, AttentionBias bias, boolean goesOn) {
        Heads heads = new Heads(config.numHeads(), config.numHeads(), config.headDim(), 1, 0);
        Value queries = layers.linear(path + "q", asking, heads.queryFeatures(), false);
        Value keys = layers.linear(path + "k", asked, heads.keyFeatures(), false);
        Value values = layers.linear(path + "v", asked, heads.keyFeatures(), false);
        Value mixed = goesOn
                ? Attention.of(layers, heads, queries, keys, values, bias)
                : Attention.ofThese(layers, heads, queries, keys, values, bias);
        return layers.linear(path + "o", mixed, config.dModel(), false);
    }

    /** Wo(act(Wi x)), or Wo(act(Wi_0 x) ∘ Wi_1 x) with a gate (Shazeer 2020, arXiv 2002.05202, equation 6). */
    private Value feedForward(Layers layers, String block, Value x) {
        GraphBuilder g = layers.ops();
        String path = block + ".DenseReluDense.";
        Value normed = norm(layers, block + ".layer_norm", x);
        Value first = layers.linear(path + (config.gated() ? "wi_0" : "wi"), normed, config.feedForward(), false);
        Value bent = config.activation().of(layers, first);
        Value inner =
                config.gated() ? g.mul(bent, layers.linear(path + "wi_1", normed, config.feedForward(), false)) : bent;
        return g.sum(x, layers.linear(path + "wo", inner, config.dModel(), false));
    }

    private Value norm(Layers layers, String path, Value x) {
        return layers.rmsNorm(path, x, config.layerNormEpsilon());
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
    public OptionalInt valuesOf(String input) {
        return input.equals(DECODER_IDS) ? OptionalInt.of(vocabSize()) : Network.super.valuesOf(input);
    }

    /** Relative positions have no end. */
    @Override
    public int maxSequenceLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int fillTokenId() {
        return config.padTokenId();
    }

    @Override
    public OptionalInt decoderStartTokenId() {
        return OptionalInt.of(config.decoderStartTokenId());
    }

    @Override
    public StoredNames storedNames() {
        // Further names of the embedding, and a table in the first published files that was never used.
        return StoredNames.of(
                "",
                "(encoder|decoder)\\.embed_tokens\\.weight"
                        + "|decoder\\.block\\.0\\.layer\\.1\\.EncDecAttention\\.relative_attention_bias\\.weight"
                        + (config.tied() ? "|lm_head\\.weight" : ""));
    }
}
