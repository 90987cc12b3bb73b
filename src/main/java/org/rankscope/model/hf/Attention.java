package org.rankscope.model.hf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Scaled dot-product attention, softmax(scale · Q·Kᵀ + bias)·V (Vaswani et al. 2017, arXiv 1706.03762, equation 1), with
 * heads in groups that share keys and values (Ainslie et al. 2023, arXiv 2305.13245). The query heads of a group stand below
 * one another, so that keys and values need not be repeated.
 */
final class Attention {
    private final Layers layers;
    private final GraphBuilder g;
    private final Heads heads;
    private final AttentionBias bias;
    private final long batch;

    private Attention(Layers layers, Heads heads, AttentionBias bias) {
        this.layers = layers;
        this.g = layers.ops();
        this.heads = heads;
        this.bias = bias;
        this.batch = layers.batch();
    }

    /**
     * What every query makes of the values, those of tokens that are cached included.
     *
     * @param queries [batch · queries, heads · dim]
     * @param keys [batch · keys, key heads · dim], those that are cached left out
     * @param values likewise
     * @return [batch · queries, heads · dim]
     */
    static Value of(Layers layers, Heads heads, Value queries, Value keys, Value values, AttentionBias bias) {
        List<Value> seen = layers.behindCached(heads, keys, values);
        return ofThese(layers, heads, queries, seen.get(0), seen.get(1), bias);
    }

    /** The same of the keys and values alone that are given: in an encoder, and of one. */
    static Value ofThese(Layers layers, Heads heads, Value queries, Value keys, Value values, AttentionBias bias) {
        return new Attention(layers, heads, bias).build(queries, keys, values);
    }

    private Value build(Value queries, Value keys, Value values) {
        Value apart = apart(queries, heads.group(), bias.queries());
        Value mixed = inBlocks(apart, apart(keys, 1, bias.keys()), apart(values, 1, bias.keys()));
        Value together = g.transpose(mixed, List.of(0L, 3L, 1L, 2L, 4L));
        return g.reshape(together, queries.shape());
    }

    private Value inBlocks(Value queries, Value keys, Value values) {
        List<Value> biases = bias.blocks();
        if (biases.size() == 1) {
            return mixed(queries, keys, values, biases.get(0));
        }
        List<Value> blocks = g.split(queries, 3, Collections.nCopies(biases.size(), bias.rows()));
        List<Value> mixed = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            mixed.add(mixed(blocks.get(i), keys, values, biases.get(i)));
        }
        return g.concat(mixed, 3);
    }

    /**
     * What a block of queries makes of the keys that it may see.
     *
     * @param queries [batch, key heads, group, rows, dim]
     * @param keys [batch, key heads, 1, keys, dim]
     * @param added [batch or 1, heads or 1, rows or 1, seen]
     */
    private Value mixed(Value queries, Value keys, Value values, Value added) {
        long rows = queries.shape().dim(3);
        long seen = bias.blocks().size() == 1 ? bias.keys() : added.shape().dim(-1);
        Value scores = g.fusedMatMul(
                g.reshape(queries, Shape.of(batch, heads.keyValueCount(), heads.group() * rows, heads.dim())),
                first(keys, seen),
                false,
                true,
                (float) heads.scale());
        Value capped = heads.softcap() == 0 ? scores : Softcap.of(layers, scores, heads.softcap());
        Value masked = g.add(g.reshape(capped, Shape.of(batch, heads.count(), rows, seen)), added);
        Value weights = g.reshape(g.softmax(masked, -1), scores.shape());
        return g.reshape(g.fusedMatMul(weights, first(values, seen), false, false, 1), queries.shape());
    }

    /** The first {@code seen} positions of keys or values, [batch, key heads, seen, dim]. */
    private Value first(Value x, long seen) {
        Value plain = g.reshape(x, Shape.of(batch, heads.keyValueCount(), bias.keys(), heads.dim()));
        return g.part(plain, 2, 0, seen);
    }

    /** [batch · length, key heads · each · dim] as [batch, key heads, each, length, dim]. */
    private Value apart(Value x, long each, long length) {
        Value split = g.reshape(x, Shape.of(batch, length, heads.keyValueCount(), each, heads.dim()));
        return g.transpose(split, List.of(0L, 2L, 3L, 1L, 4L));
    }
}
