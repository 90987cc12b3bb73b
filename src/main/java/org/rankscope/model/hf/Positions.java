package org.rankscope.model.hf;

import java.util.stream.LongStream;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Learnt positions. */
final class Positions {
    private Positions() {}

    /**
     * The rows of {@code table} [positions, features] from {@link Layers#cached} on added to each row of {@code x} [batch · seq,
     * features]; looked up once, as the embedding {@code path}, which an adapter can be put on.
     */
    static Value added(Layers layers, String path, Value x, Value table) {
        GraphBuilder g = layers.ops();
        long[] positions = LongStream.range(layers.cached(), layers.keys()).toArray();
        Value rows = layers.lookUp(path, table, g.constant(Tensor.ofLongs(Shape.of(positions.length), positions)));
        Value apart = g.reshape(x, Shape.of(layers.batch(), layers.seq(), Layers.features(x)));
        return g.reshape(g.add(apart, rows), x.shape());
    }
}
