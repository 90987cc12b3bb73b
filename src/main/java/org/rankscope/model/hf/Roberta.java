package org.rankscope.model.hf;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;

/**
 * RoBERTa: BERT's blocks; positions count the tokens that are no padding, from the padding token's id on; texts are classified
 * by two layers on their first token (Liu et al. 2019, arXiv 1907.11692; {@code RobertaForSequenceClassification},
 * {@code RobertaForTokenClassification}).
 */
record Roberta(EncoderConfig config, TextClasses classes) implements TextEncoder {
    static Roberta read(ConfigFields fields, HeadSpec head) {
        EncoderConfig config = EncoderConfig.read(fields, EncoderConfig.Form.ROBERTA);
        if (config.maxPositions() < config.padTokenId() + 3) {
            throw fields.wrong(
                    "max_position_embeddings",
                    config.maxPositions(),
                    "pad_token_id + 3 or more, since the first token's position is pad_token_id + 1");
        }
        return new Roberta(config, TextClasses.read(fields, head));
    }

    @Override
    public String description() {
        return "RoBERTa · " + config.numHiddenLayers() + " layers";
    }

    @Override
    public boolean takesCache() {
        return true;
    }

    @Override
    public Value forward(Layers layers, Map<String, Value> inputs) {
        Value hidden = new EncoderLayer(config, EncoderLayer.Names.BERT)
                .stack(
                        layers,
                        "roberta",
                        "roberta.encoder.layer",
                        embeddings(layers, inputs),
                        inputs.get("attention_mask"));
        return classifiesTokens()
                ? layers.head("classifier", hidden, classes.count(), true)
                : classifier(layers, TextEncoder.firstTokens(layers, hidden));
    }

    private Value embeddings(Layers layers, Map<String, Value> inputs) {
        GraphBuilder g = layers.ops();
        String path = "roberta.embeddings";
        Value words = layers.table(path + ".word_embeddings", config.vocabSize(), config.hiddenSize());
        Value types = layers.table(path + ".token_type_embeddings", config.typeVocabSize(), config.hiddenSize());
        Value positions = layers.table(path + ".position_embeddings", config.maxPositions(), config.hiddenSize());
        Value ids = inputs.get("input_ids");
        Value tokens = g.add(
                layers.lookUp(path + ".word_embeddings", words, ids),
                layers.lookUp(path + ".token_type_embeddings", types, inputs.get(TYPES)));
        Value placed = g.add(
                tokens,
                layers.lookUp(path + ".position_embeddings", positions, g.in(path, () -> positions(layers, ids))));
        return layers.layerNorm(path + ".LayerNorm", placed, config.layerNormEps());
    }

    /**
     * {@code pad_token_id} plus the count of tokens that are no padding, those that are cached and all up to each of them;
     * padding stays at its own id.
     */
    private Value positions(Layers layers, Value ids) {
        GraphBuilder g = layers.ops();
        Value pad = whole(g, config.padTokenId());
        Value present = g.where(g.equal(ids, pad), whole(g, 0), whole(g, 1));
        Value count = g.node(Op.CUM_SUM, List.of(present, whole(g, 1)), Map.of(), ids.dtype(), ids.shape());
        Value behind = layers.cached() == 0 ? count : g.add(count, whole(g, layers.cached()));
        return g.add(g.mul(behind, present), pad);
    }

    private static Value whole(GraphBuilder g, long number) {
        return g.constant(Tensor.ofLongs(Shape.SCALAR, number));
    }

    private Value classifier(Layers layers, Value first) {
        Value dense = layers.head("classifier.dense", first, config.hiddenSize(), true);
        return layers.head("classifier.out_proj", Activation.TANH.of(layers, dense), classes.count(), true);
    }

    @Override
    public int maxSequenceLength() {
        return config.maxPositions() - config.padTokenId() - 1;
    }

    @Override
    public StoredNames storedNames() {
        return StoredNames.of("roberta.", OTHER_HEADS);
    }

    @Override
    public Set<String> headModules() {
        return Set.of("classifier");
    }
}
