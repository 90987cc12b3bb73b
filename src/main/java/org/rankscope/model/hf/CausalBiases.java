package org.rankscope.model.hf;

import java.util.HashMap;
import java.util.Map;
import org.rankscope.graph.Value;

/** The biases of causal attention in a stack of blocks, each made once, however many blocks take it. */
final class CausalBiases {
    private final Layers layers;
    private final String path;
    private final Value mask;
    private final Map<Long, AttentionBias> made = new HashMap<>();

    /** @param path what names in the graph begin with */
    CausalBiases(Layers layers, String path, Value mask) {
        this.layers = layers;
        this.path = path;
        this.mask = mask;
    }

    /** A query sees itself and the {@code window - 1} keys before it. */
    AttentionBias of(long window) {
        return made.computeIfAbsent(Math.min(window, layers.keys()), width -> layers.ops()
                .in(path, () -> AttentionBias.causal(layers, mask, width)));
    }

    /** A query sees all before it. */
    AttentionBias full() {
        return of(Long.MAX_VALUE);
    }
}
