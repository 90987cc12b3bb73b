package org.rankscope.model.hf;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Learnt positions. */
final class Positions {
    private Positions() {}

    /** The first rows of {@code table} [positions, features] added to the tokens of each row, x [batch · seq, features]. */
    static Value added(Layers layers, Value x, Value table) {
        GraphBuilder g = layers.ops();
        long features = Layers.features(x);
        long rest = table.shape().dim(0) - layers.seq();
        Value first = rest == 0
                ? table
                : g.split(table, 0, List.of(layers.seq(), rest)).get(0);
        Value apart = g.reshape(x, Shape.of(layers.batch(), layers.seq(), features));
        return g.reshape(g.add(apart, first), x.shape());
    }
}
