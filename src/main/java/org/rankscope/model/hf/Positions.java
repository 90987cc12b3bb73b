package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Learnt positions. */
final class Positions {
    private Positions() {}

    /** The rows of {@code table} [positions, features] from {@link Layers#cached} on added to each row, x [batch · seq, features]. */
    static Value added(Layers layers, Value x, Value table) {
        GraphBuilder g = layers.ops();
        long features = Layers.features(x);
        Value used = g.part(table, 0, layers.cached(), layers.seq());
        Value apart = g.reshape(x, Shape.of(layers.batch(), layers.seq(), features));
        return g.reshape(g.add(apart, used), x.shape());
    }
}
