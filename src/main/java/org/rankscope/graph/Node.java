package org.rankscope.graph;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One operator applied to values; called after its first result. */
public record Node(Op op, List<Value> inputs, List<Value> outputs, Map<String, Attribute> attributes) {
    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    public String name() {
        return outputs.get(0).name();
    }

    public Value input(int index) {
        return inputs.get(index);
    }

    public Value output(int index) {
        return outputs.get(index);
    }

    /** The single output of an operator that has one. */
    public Value output() {
        return outputs.get(0);
    }

    /** Whether the optional input {@code index} is given. */
    public boolean hasInput(int index) {
        return index < inputs.size() && !inputs.get(index).isAbsent();
    }

    /** Whether the optional output {@code index} is asked for. */
    public boolean hasOutput(int index) {
        return index < outputs.size() && !outputs.get(index).isAbsent();
    }

    public long intAttribute(String key, long absent) {
        return attributes.get(key) instanceof Attribute.Int value ? value.value() : absent;
    }

    public float floatAttribute(String key, float absent) {
        return attributes.get(key) instanceof Attribute.Float value ? value.value() : absent;
    }

    public String textAttribute(String key, String absent) {
        return attributes.get(key) instanceof Attribute.Text value ? value.value() : absent;
    }

    public List<Long> intsAttribute(String key, List<Long> absent) {
        return attributes.get(key) instanceof Attribute.Ints value ? value.values() : absent;
    }

    public List<Long> intsAttribute(String key) {
        if (attributes.get(key) instanceof Attribute.Ints value) {
            return value.values();
        }
        throw new GraphException("Node '" + name() + "' (" + op + ") has no attribute '" + key + "'.");
    }

    /** What the graphs that this node runs read, of their own values and of those around them. */
    public Set<Value> readWithin() {
        Set<Value> read = new HashSet<>();
        for (Attribute attribute : attributes.values()) {
            if (attribute instanceof Attribute.Body body) {
                read.addAll(body.graph().outputs());
                for (Node inner : body.graph().nodes()) {
                    read.addAll(inner.inputs());
                    read.addAll(inner.readWithin());
                }
            }
        }
        return read;
    }
}
