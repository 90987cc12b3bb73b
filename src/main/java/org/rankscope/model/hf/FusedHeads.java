package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Queries, keys and values that one linear layer gives: each [batch · seq, heads · dim]. */
record FusedHeads(Value queries, Value keys, Value values) {
    /** All queries, then all keys, then all values: GPT-2, Phi-3. */
    static FusedHeads inOrder(Layers layers, Heads heads, Value fused) {
        List<Value> parts =
                layers.ops().split(fused, 1, List.of(heads.queryFeatures(), heads.keyFeatures(), heads.keyFeatures()));
        return new FusedHeads(parts.get(0), parts.get(1), parts.get(2));
    }

    /** By group of heads: its queries, its key, its value: GPT-NeoX, Bloom, Falcon. */
    static FusedHeads byGroup(Layers layers, Heads heads, Value fused) {
        GraphBuilder g = layers.ops();
        long rows = fused.shape().dim(0);
        Value apart = g.reshape(fused, Shape.of(rows, heads.keyValueCount(), heads.group() + 2, heads.dim()));
        List<Value> parts = g.split(apart, 2, List.of(heads.group(), 1L, 1L));
        Shape each = Shape.of(rows, heads.keyFeatures());
        return new FusedHeads(
                g.reshape(parts.get(0), Shape.of(rows, heads.queryFeatures())),
                g.reshape(parts.get(1), each),
                g.reshape(parts.get(2), each));
    }
}
