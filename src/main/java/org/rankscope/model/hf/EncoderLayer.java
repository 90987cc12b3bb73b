package org.rankscope.model.hf;

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
