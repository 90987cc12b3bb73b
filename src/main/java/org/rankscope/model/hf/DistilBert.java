package org.rankscope.model.hf;

import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;

/**
 * DistilBERT: a BERT of half the depth, without segments; texts are classified by two layers on their first token (Sanh et al.
 * 2019, arXiv 1910.01108; {@code DistilBertForSequenceClassification}, {@code DistilBertForTokenClassification}).
 */
record DistilBert(EncoderConfig config, TextClasses classes) implements TextEncoder {
    private static final EncoderLayer.Names NAMES = new EncoderLayer.Names(
            "attention.q_lin",
            "attention.k_lin",
            "attention.v_lin",
            "attention.out_lin",
            "sa_layer_norm",
            "ffn.lin1",
            "ffn.lin2",
            "output_layer_norm");

    static DistilBert read(ConfigFields config, HeadSpec head) {
        EncoderConfig.Sizes base = new EncoderConfig.Sizes(768, 6, 12, 4 * 768);
        return new DistilBert(
                EncoderConfig.read(config, EncoderConfig.Form.DISTILBERT, base, 1e-12, 0),
                TextClasses.read(config, head));
    }

    @Override
    public String description() {
        return "DistilBERT · " + config.numHiddenLayers() + " layers";
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        Value hidden = new EncoderLayer(config, NAMES)
                .stack(
                        layers,
                        "distilbert",
                        "distilbert.transformer.layer",
                        embeddings(layers, inputs),
                        inputs.get("attention_mask"));
        return layers.head(
                "classifier", classifiesTokens() ? hidden : preClassified(layers, hidden), classes.count(), true);
    }

    private Value embeddings(Layers layers, Map<String, Value> inputs) {
        String path = "distilbert.embeddings";
        Value words = layers.table(path + ".word_embeddings", config.vocabSize(), config.hiddenSize());
        Value positions = layers.table(path + ".position_embeddings", config.maxPositions(), config.hiddenSize());
        Value tokens = layers.lookUp(path + ".word_embeddings", words, inputs.get("input_ids"));
        Value placed = Positions.added(layers, path + ".position_embeddings", tokens, positions);
        return layers.layerNorm(path + ".LayerNorm", placed, config.layerNormEps());
    }

    private Value preClassified(Layers layers, Value hidden) {
        Value first = TextEncoder.firstTokens(layers, hidden);
        return Activation.RELU.of(layers, layers.linear("pre_classifier", first, config.hiddenSize(), true));
    }

    @Override
    public StoredNames storedNames() {
        return StoredNames.of("distilbert.", OTHER_HEADS);
    }

    @Override
    public Set<String> headModules() {
        return Set.of("classifier", "pre_classifier");
    }
}
