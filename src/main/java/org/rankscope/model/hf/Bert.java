package org.rankscope.model.hf;

import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;

/**
 * BERT: learned positions and segments, blocks with their norms last, and for texts a pooled first token (Devlin et al. 2018,
 * arXiv 1810.04805; {@code BertForSequenceClassification}, {@code BertForTokenClassification}).
 */
record Bert(EncoderConfig config, TextClasses classes) implements TextEncoder {
    static Bert read(ConfigFields config, HeadSpec head) {
        return new Bert(EncoderConfig.read(config, EncoderConfig.Form.BERT), TextClasses.read(config, head));
    }

    @Override
    public String description() {
        return "BERT · " + config.numHiddenLayers() + " layers";
    }

    @Override
    public boolean takesCache() {
        return true;
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        Value hidden = new EncoderLayer(config, EncoderLayer.Names.BERT)
                .stack(layers, "bert", "bert.encoder.layer", embeddings(layers, inputs), inputs.get("attention_mask"));
        return layers.head("classifier", classifiesTokens() ? hidden : pooled(layers, hidden), classes.count(), true);
    }

    private Value embeddings(Layers layers, Map<String, Value> inputs) {
        String path = "bert.embeddings";
        Value words = layers.table(path + ".word_embeddings", config.vocabSize(), config.hiddenSize());
        Value types = layers.table(path + ".token_type_embeddings", config.typeVocabSize(), config.hiddenSize());
        Value positions = layers.table(path + ".position_embeddings", config.maxPositions(), config.hiddenSize());
        Value tokens = layers.ops()
                .add(
                        layers.lookUp(path + ".word_embeddings", words, inputs.get("input_ids")),
                        layers.lookUp(path + ".token_type_embeddings", types, inputs.get(TYPES)));
        Value placed = Positions.added(layers, path + ".position_embeddings", tokens, positions);
        return layers.layerNorm(path + ".LayerNorm", placed, config.layerNormEps());
    }

    private Value pooled(Layers layers, Value hidden) {
        Value first = TextEncoder.firstTokens(layers, hidden);
        return Activation.TANH.of(layers, layers.linear("bert.pooler.dense", first, config.hiddenSize(), true));
    }

    @Override
    public StoredNames storedNames() {
        return StoredNames.of("bert.", OTHER_HEADS);
    }

    @Override
    public Set<String> headModules() {
        return Set.of("classifier", "bert.pooler");
    }
}
