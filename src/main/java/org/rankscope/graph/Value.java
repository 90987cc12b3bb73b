package org.rankscope.graph;

/** One tensor in a graph. Its name is unique in the graph and is a path: {@code model.layers.0/attn/scores}. */
public record Value(String name, DType dtype, Shape shape) {
    @Override
    public String toString() {
        return name + " " + shape;
    }
}
