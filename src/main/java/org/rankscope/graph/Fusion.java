package org.rankscope.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites that ONNX Runtime would make of a graph anyway, made beforehand, so that its nodes are those that run and stand
 * in the order that the graph has: a {@code Gemm} takes in the {@code Sum} behind it as its C, a {@code Reshape} reads
 * what the {@code Reshape} before it reads, and what reads an {@code Identity} reads its input. The numbers are the same.
 */
public final class Fusion {
    private final Graph graph;
    private final Map<Value, Integer> readers = new HashMap<>();
    private final Set<Value> pinned;
    private final Map<Value, Node> makers = new HashMap<>();
    private final Map<Value, Value> instead = new HashMap<>();

    private Fusion(Graph graph) {
        this.graph = graph;
        this.pinned = new HashSet<>(graph.outputs());
        for (Node node : graph.nodes()) {
            node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
            Set<Value> within = node.readWithin();
            pinned.addAll(within);
            within.forEach(value -> readers.merge(value, 1, Integer::sum));
        }
    }

    /** {@code graph} with fewer nodes; nothing that it makes and does not use is left. */
    public static Graph of(Graph graph) {
        return new Fusion(graph).fused().withoutUnused();
    }

    private Graph fused() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            List<Value> inputs = node.inputs().stream()
                    .map(input -> instead.getOrDefault(input, input))
                    .toList();
            Node fused = fused(new Node(node.op(), inputs, node.outputs(), node.attributes()));
            if (fused != null) {
                nodes.add(fused);
                fused.outputs().forEach(output -> makers.put(output, fused));
            }
        }
        return new Graph(
                graph.name(),
                graph.opset(),
                graph.inputs(),
                graph.parameters(),
                graph.constants(),
                nodes,
                graph.outputs());
    }

    /** What stands in the place of {@code node}; null for nothing. */
    private Node fused(Node node) {
        return switch (node.op()) {
            case RESHAPE -> reshape(node);
            case SUM -> sum(node);
            case IDENTITY, STOP_GRADIENT -> identity(node);
            default -> node;
        };
    }

    private Node reshape(Node node) {
        Node before = makers.get(node.input(0));
        if (before == null || before.op() != Op.RESHAPE || pinned.contains(node.input(0))) {
            return node;
        }
        Value origin = before.input(0);
        if (origin.shape().equals(node.output().shape()) && !pinned.contains(node.output())) {
            instead.put(node.output(), origin);
            return null;
        }
        List<Value> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, origin);
        return new Node(node.op(), inputs, node.outputs(), node.attributes());
    }

    private Node identity(Node node) {
        if (pinned.contains(node.output())) {
            return node;
        }
        instead.put(node.output(), node.input(0));
        return null;
    }

    private Node sum(Node node) {
        if (node.inputs().size() == 2) {
            for (int i = 0; i < 2; i++) {
                Node product = makers.get(node.input(i));
                if (product != null && takesIn(product, node)) {
                    List<Value> inputs = new ArrayList<>(product.inputs());
                    inputs.add(node.input(1 - i));
                    return new Node(Op.GEMM, inputs, node.outputs(), product.attributes());
                }
            }
        }
        return node;
    }

    private boolean takesIn(Node product, Node sum) {
        return product.op() == Op.GEMM
                && product.inputs().size() == 2
                && readers.get(product.output()) == 1
                && !pinned.contains(product.output())
                && sum.inputs().stream()
                        .allMatch(input -> input.shape().equals(sum.output().shape()));
    }
}
