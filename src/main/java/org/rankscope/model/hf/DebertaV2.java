package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;

/**
 * DeBERTa of versions 2 and 3: BERT's blocks with attention that keeps content and relative position apart, a convolution beside
 * the first block in some sizes (He et al. 2020, arXiv 2006.03654; He et al. 2021, arXiv 2111.09543;
 * {@code DebertaV2ForSequenceClassification}, {@code DebertaV2ForTokenClassification}).
 */
record DebertaV2(DebertaConfig settings, TextClasses classes) implements TextEncoder {
    static DebertaV2 read(ConfigFields config, HeadSpec head) {
        return new DebertaV2(DebertaConfig.read(config), TextClasses.read(config, head));
    }

    @Override
    public EncoderConfig config() {
        return settings.common();
    }

    @Override
    public String description() {
        return "DeBERTa · " + config().numHiddenLayers() + " layers";
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        Value mask = inputs.get("attention_mask");
        AttentionBias bias = g.in("deberta.attention_bias", () -> AttentionBias.full(layers, mask, layers.seq()));
        DisentangledAttention attention = DisentangledAttention.of(layers, "deberta.encoder", settings, bias);
        EncoderLayer block = new EncoderLayer(config(), DisentangledAttention.NAMES);
        Value embedded = embeddings(layers, inputs);
        Value hidden = embedded;
        for (int layer = 0; layer < config().numHiddenLayers(); layer++) {
            Value input = hidden;
            String path = "deberta.encoder.layer." + layer;
            hidden = g.in(path, () -> block.of(layers, path, input, attention.of(layers, path, input)));
            if (layer == 0 && settings.convolution().isPresent()) {
                hidden = convolved(layers, settings.convolution().get(), embedded, hidden, mask);
            }
        }
        return layers.head("classifier", classifiesTokens() ? hidden : pooled(layers, hidden), classes.count(), true);
    }

    private Value embeddings(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        String path = "deberta.embeddings";
        int size = settings.embeddingSize();
        Value words = layers.table(path + ".word_embeddings", config().vocabSize(), size);
        Value tokens = layers.lookUp(path + ".word_embeddings", words, inputs.get("input_ids"));
        if (settings.positionBiasedInput()) {
            Value positions = layers.table(path + ".position_embeddings", config().maxPositions(), size);
            tokens = Positions.added(layers, path + ".position_embeddings", tokens, positions);
        }
        if (config().typeVocabSize() > 0) {
            Value types = layers.table(path + ".token_type_embeddings", config().typeVocabSize(), size);
            tokens = g.add(tokens, layers.lookUp(path + ".token_type_embeddings", types, inputs.get(TYPES)));
        }
        if (size != config().hiddenSize()) {
            tokens = layers.linear(path + ".embed_proj", tokens, config().hiddenSize(), false);
        }
        return layers.layerNorm(path + ".LayerNorm", tokens, config().layerNormEps());
    }

    /** LayerNorm(y + act(conv(x))): x the embedded tokens, 0 where there is padding; y what the first block made of them. */
    private Value convolved(Layers layers, DebertaConfig.Convolution sizes, Value x, Value y, Value mask) {
        GraphBuilder g = layers.ops();
        String path = "deberta.encoder.conv";
        long features = config().hiddenSize();
        Value weight =
                layers.parameter(path + ".conv.weight", Shape.of(features, features / sizes.groups(), sizes.kernel()));
        Value shift = layers.parameter(path + ".conv.bias", Shape.of(features));
        return g.in(path, () -> {
            Value present = g.reshape(g.cast(mask, DType.FLOAT), Shape.of(layers.batch(), layers.seq(), 1));
            Value tokens = g.reshape(x, Shape.of(layers.batch(), layers.seq(), features));
            Value channels = g.transpose(g.mul(tokens, present), List.of(0L, 2L, 1L));
            long side = (sizes.kernel() - 1) / 2;
            Value found = g.node(
                    Op.CONV,
                    List.of(channels, weight, shift),
                    Map.of(
                            "pads", new Attribute.Ints(List.of(side, side)),
                            "group", new Attribute.Int(sizes.groups()),
                            "kernel_shape", new Attribute.Ints(List.of((long) sizes.kernel()))),
                    DType.FLOAT,
                    channels.shape());
            Value bent = sizes.activation().of(layers, g.transpose(found, List.of(0L, 2L, 1L)));
            Value sum = g.add(y, g.reshape(bent, y.shape()));
            return layers.layerNorm(path + ".LayerNorm", sum, config().layerNormEps());
        });
    }

    private Value pooled(Layers layers, Value hidden) {
        Value first = TextEncoder.firstTokens(layers, hidden);
        return settings.pooler().of(layers, layers.linear("pooler.dense", first, config().hiddenSize(), true));
    }

    /** Relative positions have no end. */
    @Override
    public int maxSequenceLength() {
        return settings.positionBiasedInput() ? config().maxPositions() : Integer.MAX_VALUE;
    }

    @Override
    public StoredNames storedNames() {
        // Files may hold a table of positions that the model doesn't add.
        return StoredNames.of("deberta.", OTHER_HEADS + "|(deberta\\.)?embeddings\\.position_embeddings\\..*");
    }

    @Override
    public Set<String> headModules() {
        return Set.of("classifier", "pooler");
    }
}
