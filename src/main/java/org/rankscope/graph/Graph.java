package org.rankscope.graph;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph with its nodes in an order in which they can run.
 *
 * @param opset the version of the default operator set that its nodes are written in
 * @param inputs fed at each run (of the body of a {@code Scan}: states, then slices)
 * @param parameters values that hold the model's weights; their numbers are bound when a session is opened
 * @param constants small tensors that are part of the graph, by value
 * @param nodes each after all that it reads
 * @param outputs what a run gives
 */
public record Graph(
        String name,
        int opset,
        List<Value> inputs,
        List<Value> parameters,
        Map<Value, Tensor> constants,
        List<Node> nodes,
        List<Value> outputs) {
    public Graph {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }

    /** The input called {@code name}. */
    public Value input(String name) {
        return find(inputs, name, "input");
    }

    /** The parameter called {@code name}. */
    public Value parameter(String name) {
        return find(parameters, name, "parameter");
    }

    /** The output called {@code name}. */
    public Value output(String name) {
        return find(outputs, name, "output");
    }

    /** This graph without nodes and constants that nothing reads on the way to its outputs: they would be run, too. */
    public Graph withoutUnused() {
        Set<Value> read = new HashSet<>(outputs);
        Deque<Node> used = new ArrayDeque<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(read::contains)) {
                used.addFirst(node);
                addReadBy(node, read);
            }
        }
        Map<Value, Tensor> usedConstants = new LinkedHashMap<>(constants);
        usedConstants.keySet().retainAll(read);
        return new Graph(name, opset, inputs, parameters, usedConstants, List.copyOf(used), outputs);
    }

    /** What {@code node} reads, and what the graphs that it runs read. */
    private static void addReadBy(Node node, Set<Value> read) {
        read.addAll(node.inputs());
        for (Attribute attribute : node.attributes().values()) {
            if (attribute instanceof Attribute.Body body) {
                read.addAll(body.graph().outputs());
                body.graph().nodes().forEach(inner -> addReadBy(inner, read));
            }
        }
    }

    private Value find(List<Value> values, String wanted, String kind) {
        return values.stream()
                .filter(value -> value.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new GraphException("Graph '" + name + "' has no " + kind + " '" + wanted + "'."));
    }
}
