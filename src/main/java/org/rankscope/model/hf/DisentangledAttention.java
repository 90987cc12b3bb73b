package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Attention whose scores are Q·Kᵀ, plus Q·(keys of the relative position)ᵀ, plus (queries of the relative position)·Kᵀ: He et
 * al. 2020, arXiv 2006.03654, equations 2 to 4. Distances i - j share rows of a table in logarithmic buckets.
 *
 * <p>Scores with every distance from 1 - seq to seq - 1 are computed side by side, [seq, 2 · seq - 1], and then shifted row by
 * row so that each stands at its key (Huang et al. 2018, arXiv 1809.04281, section 3.4.1): nothing is gathered by place.
 *
 * @param positions rows of the table that distances here lead to, [rows, hidden], normed; empty without relative positions
 * @param first number of the first of them in the table
 */
record DisentangledAttention(DebertaConfig config, AttentionBias bias, Optional<Value> positions, int first) {
    static final EncoderLayer.Names NAMES = EncoderLayer.Names.bert(
            "attention.self.query_proj", "attention.self.key_proj", "attention.self.value_proj");

    /** For all blocks under {@code encoder}, which share the table. */
    static DisentangledAttention of(Layers layers, String encoder, DebertaConfig config, AttentionBias bias) {
        if (config.relative().isEmpty()) {
            return new DisentangledAttention(config, bias, Optional.empty(), 0);
        }
        DebertaConfig.Relative relative = config.relative().get();
        int hidden = config.common().hiddenSize();
        int last = (int) layers.seq() - 1;
        int first = row(relative, -last);
        Value table = layers.table(encoder + ".rel_embeddings", 2L * relative.span(), hidden);
        Value used = layers.rows(
                encoder,
                table,
                longs(layers, IntStream.rangeClosed(first, row(relative, last)).toArray()));
        Value normed = relative.normed()
                ? layers.layerNorm(encoder + ".LayerNorm", used, config.common().layerNormEps())
                : used;
        return new DisentangledAttention(config, bias, Optional.of(normed), first);
    }

    /** What the attention of the block at {@code block} makes of the values of {@code x}, before its output layer. */
    Value of(Layers layers, String block, Value x) {
        GraphBuilder g = layers.ops();
        int count = config.common().numAttentionHeads();
        Heads heads = new Heads(count, count, config.headDim(), config.scale(), 0);
        boolean shared = positions.isPresent() && config.relative().get().shared();
        List<Value> queries = projected(layers, block, NAMES.query(), x, shared);
        List<Value> keys = projected(layers, block, NAMES.key(), x, shared);
        Value values = layers.linear(block + "." + NAMES.value(), x, heads.keyFeatures(), true);
        AttentionBias all = bias;
        if (positions.isPresent()) {
            if (config.relative().get().contentToPosition()) {
                Value ofPositions = shared ? keys.get(1) : ofPositions(layers, block + ".attention.self.pos_key_proj");
                all = all.plus(layers, scores(layers, queries.get(0), ofPositions, -1));
            }
            if (config.relative().get().positionToContent()) {
                Value ofPositions =
                        shared ? queries.get(1) : ofPositions(layers, block + ".attention.self.pos_query_proj");
                all = all.plus(
                        layers, g.transpose(scores(layers, keys.get(0), ofPositions, 1), List.of(0L, 1L, 3L, 2L)));
            }
        }
        return heads.attend(layers, queries.get(0), keys.get(0), values, all);
    }

    /** Tokens, and positions where they share the layer, through one linear layer: it is one module, with one adapter. */
    private List<Value> projected(Layers layers, String block, String name, Value x, boolean shared) {
        GraphBuilder g = layers.ops();
        long features = (long) config.common().numAttentionHeads() * config.headDim();
        if (!shared) {
            return List.of(layers.linear(block + "." + name, x, features, true));
        }
        Value rows = positions.orElseThrow();
        Value both = layers.linear(block + "." + name, g.concat(List.of(x, rows), 0), features, true);
        return g.split(both, 0, List.of(x.shape().dim(0), rows.shape().dim(0)));
    }

    private Value ofPositions(Layers layers, String path) {
        long features = (long) config.common().numAttentionHeads() * config.headDim();
        return layers.linear(path, positions.orElseThrow(), features, true);
    }

    /**
     * Scaled products of the tokens {@code x} [batch · seq, heads · dim] with positions, [batch, heads, seq, seq].
     *
     * @param sign of the distance that the token of a column is scored with: 1 counts from the row's token to the column's,
     *     -1 back
     */
    private Value scores(Layers layers, Value x, Value ofPositions, int sign) {
        GraphBuilder g = layers.ops();
        long seq = layers.seq();
        long heads = config.common().numAttentionHeads();
        int[] rows = IntStream.rangeClosed(1 - (int) seq, (int) seq - 1)
                .map(distance -> row(config.relative().get(), sign * distance) - first)
                .toArray();
        Value distances = g.gather(ofPositions, longs(layers, rows));
        Value tokens = g.transpose(
                g.reshape(x, Shape.of(layers.batch(), seq, heads, config.headDim())), List.of(0L, 2L, 1L, 3L));
        Value perHead =
                g.transpose(g.reshape(distances, Shape.of(rows.length, heads, config.headDim())), List.of(1L, 0L, 2L));
        return shifted(layers, g.fusedMatMul(tokens, perHead, false, true, (float) config.scale()));
    }

    /** [.., i, c] to [.., i, j] with c = j - i + seq - 1, by cutting the rows anew after a column was added to them. */
    private static Value shifted(Layers layers, Value x) {
        GraphBuilder g = layers.ops();
        long seq = layers.seq();
        Shape outer = Shape.of(x.shape().dim(0), x.shape().dim(1));
        Value column = g.constant(Tensor.zeros(DType.FLOAT, outer.append(List.of(seq, 1L))));
        Value wide = g.reshape(g.concat(List.of(x, column), 3), outer.append(List.of(2 * seq * seq)));
        List<Long> cut = new ArrayList<>(List.of(seq - 1, seq * (2 * seq - 1), 1L));
        Value middle = g.split(wide, 2, cut).get(1);
        Value rows = g.reshape(middle, outer.append(List.of(seq, 2 * seq - 1)));
        return seq == 1 ? rows : g.split(rows, 3, List.of(seq, seq - 1)).get(0);
    }

    /** Row of the table for a distance: the nearer half of the buckets one by one, the rest in logarithmic steps. */
    static int row(DebertaConfig.Relative relative, int distance) {
        int bucket = distance;
        int half = relative.buckets() / 2;
        int size = Math.abs(distance);
        if (relative.buckets() > 0 && size > half) {
            // In single precision, as the library that defines it has it.
            float steps =
                    (float) Math.log((float) size / half) / (float) Math.log((relative.maxPositions() - 1.0) / half);
            bucket = Integer.signum(distance) * ((int) Math.ceil(steps * (half - 1)) + half);
        }
        return Math.max(0, Math.min(bucket + relative.span(), 2 * relative.span() - 1));
    }

    private static Value longs(Layers layers, int[] numbers) {
        return layers.ops()
                .constant(Tensor.ofLongs(
                        Shape.of(numbers.length),
                        IntStream.of(numbers).asLongStream().toArray()));
    }
}
