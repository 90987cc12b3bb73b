package org.rankscope.graph;

import java.util.List;

/** The value of a node's attribute, in the kinds that ONNX knows and this program uses. */
public sealed interface Attribute {
    record Int(long value) implements Attribute {}

    record Float(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Ints(List<Long> values) implements Attribute {
        public Ints {
            values = List.copyOf(values);
        }
    }

    record Floats(List<java.lang.Float> values) implements Attribute {
        public Floats {
            values = List.copyOf(values);
        }
    }

    record Texts(List<String> values) implements Attribute {
        public Texts {
            values = List.copyOf(values);
        }
    }

    record Constant(Tensor value) implements Attribute {}

    /** A graph run by the node: the body of a {@code Scan}, a branch of an {@code If}. */
    record Body(Graph graph) implements Attribute {}
}
