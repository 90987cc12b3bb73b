package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * A block of an encoder whose norms come last: y = LayerNorm(x + attention(x)), then LayerNorm(y + down(act(up(y)))) (Vaswani
 * et al. 2017, arXiv 1706.03762, section 3.1; Devlin et al. 2018, arXiv 1810.04805).
 *
 * @param names of its modules
 */
record EncoderLayer(EncoderConfig config, Names names) {
    /** Paths within the block. */
    record Names(
            String query,
            String key,
            String value,
            String attentionOutput,
            String attentionNorm,
            String up,
            String down,
            String norm) {
        static final Names BERT = bert("attention.self.query", "attention.self.key", "attention.self.value");

        static Names bert(String query, String key, String value) {
            return new Names(
                    query,
                    key,
                    value,
                    "attention.output.dense",
                    "attention.output.LayerNorm",
                    "intermediate.dense",
                    "output.dense",
                    "output.LayerNorm");
        }
    }

    /**
     * All blocks in turn, the first at {@code path + ".0"}: every token sees all that are no padding.
     *
     * @param model the module that they are in
     */
    Value stack(Layers layers, String model, String path, Value embedded, Value mask) {
        GraphBuilder g = layers.ops();
        AttentionBias bias = g.in(
                model + ".attention_bias", () -> AttentionBias.full(layers, layers.behindCached(mask), layers.seq()));
        Value hidden = embedded;
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            Value input = hidden;
            String block = path + "." + layer;
            hidden = g.in(block, () -> of(layers, block, input, bias));
        }
        return hidden;
    }

    /** The block at {@code path}, with plain attention over what {@code bias} lets be seen. */
    Value of(Layers layers, String path, Value x, AttentionBias bias) {
        Heads heads = config.heads();
        Value queries = layers.linear(path + "." + names.query(), x, heads.queryFeatures(), true);
        Value keys = layers.linear(path + "." + names.key(), x, heads.keyFeatures(), true);
        Value values = layers.linear(path + "." + names.value(), x, heads.keyFeatures(), true);
        return of(layers, path, x, heads.attend(layers, queries, keys, values, bias));
    }

    /** The block at {@code path}, {@code mixed} being what its attention made of the values. */
    Value of(Layers layers, String path, Value x, Value mixed) {
        Value attended = layers.linear(path + "." + names.attentionOutput(), mixed, config.hiddenSize(), true);
        Value y = norm(layers, path + "." + names.attentionNorm(), x, attended);
        Value up = layers.linear(path + "." + names.up(), y, config.intermediateSize(), true);
        Value bent = config.activation().of(layers, up);
        Value down = layers.linear(path + "." + names.down(), bent, config.hiddenSize(), true);
        return norm(layers, path + "." + names.norm(), y, down);
    }

    private Value norm(Layers layers, String path, Value x, Value added) {
        return layers.layerNorm(path, layers.ops().sum(x, added), config.layerNormEps());
    }
}
