package org.rankscope.graph;

/** One tensor in a graph. Its name is unique in the graph and is a path: {@code model.layers.0/attn/scores}. */
public record Value(String name, DType dtype, Shape shape) {
    /** Stands where an optional input or output of a node is left out. */
    public static final Value ABSENT = new Value("", DType.FLOAT, Shape.SCALAR);

    public boolean isAbsent() {
        return name.isEmpty();
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
