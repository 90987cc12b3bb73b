package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** CLIP's text tower: causal pre-norm blocks with learned positions; the text is its end-of-text token. */
record ClipText(PreNormStack blocks, int vocabSize, int positions, int endId, int padId) {
    private static final String PATH = "text_model.";
    private static final PreNormStack.Defaults DEFAULTS =
            new PreNormStack.Defaults(512, 12, 8, 2048, Activation.QUICK_GELU, 1e-5);
    private static final int DEFAULT_VOCABULARY = 49_408;
    private static final int DEFAULT_POSITIONS = 77;
    private static final int DEFAULT_END = 49_407;
    private static final int DEFAULT_PAD = 1;

    /** What configurations of the first version say, wrongly: there the end is the token with the largest id. */
    private static final int UNKNOWN_END = 2;

    static ClipText read(ConfigFields config) {
        return new ClipText(
                PreNormStack.read(config, PATH + "encoder", PreNormBlock.Names.CLIP, DEFAULTS),
                config.positiveInt("vocab_size", DEFAULT_VOCABULARY),
                config.positiveInt("max_position_embeddings", DEFAULT_POSITIONS),
                config.tokenId("eos_token_id").orElse(DEFAULT_END),
                config.tokenId("pad_token_id").orElse(DEFAULT_PAD));
    }

    /** One vector for each text of {@code ids} [batch, hidden]. */
    Value pooled(Layers layers, Value ids, Value mask) {
        GraphBuilder g = layers.ops();
        long seq = layers.seq();
        int hiddenSize = blocks.hiddenSize();
        String embeddings = PATH + "embeddings.";
        Value table = layers.table(embeddings + "token_embedding", vocabSize, hiddenSize);
        Value words = layers.lookUp(embeddings + "token_embedding", table, ids);
        Value places = layers.table(embeddings + "position_embedding", positions, hiddenSize);
        Value embedded = g.in(PATH + "embeddings", () -> {
            Value used = g.part(places, 0, 0, seq);
            Value byRow = g.reshape(words, Shape.of(layers.batch(), seq, hiddenSize));
            return g.reshape(g.add(byRow, used), words.shape());
        });
        AttentionBias bias = g.in(PATH + "attention_bias", () -> AttentionBias.causal(layers, mask));
        Value hidden = blocks.of(layers, embedded, bias);
        Value ends = g.in(PATH + "pooled", () -> g.gather(hidden, ends(layers, ids)));
        return blocks.norm(layers, PATH + "final_layer_norm", ends);
    }

    /** Where in all rows each text ends [batch]: at its first end-of-text token. */
    private Value ends(Layers layers, Value ids) {
        GraphBuilder g = layers.ops();
        Value marked = endId == UNKNOWN_END ? ids : g.equal(ids, g.constant(Tensor.ofLongs(Shape.SCALAR, endId)));
        Value place = g.node(
                Op.ARG_MAX,
                List.of(g.cast(marked, DType.FLOAT)),
                Map.of("axis", new Attribute.Int(1), "keepdims", new Attribute.Int(0)),
                DType.INT64,
                Shape.of(layers.batch()));
        long[] starts = new long[Math.toIntExact(layers.batch())];
        for (int row = 0; row < starts.length; row++) {
            starts[row] = row * layers.seq();
        }
        return g.add(place, g.constant(Tensor.ofLongs(Shape.of(starts.length), starts)));
    }

    /** The token behind texts that are too short: no end-of-text token may stand before theirs. */
    int fillTokenId() {
        return padId < vocabSize ? padId : 0;
    }
}
