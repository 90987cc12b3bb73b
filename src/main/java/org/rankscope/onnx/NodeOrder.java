package org.rankscope.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/** Puts the nodes of a graph into an order in which they can run, and refuses graphs that have none. */
final class NodeOrder {
    private final String file;
    private final RawGraph graph;
    private final Map<String, Integer> makers = new HashMap<>();

    private NodeOrder(String file, RawGraph graph) {
        this.file = file;
        this.graph = graph;
    }

    /** The graph with its nodes in order: as they stand, if that is one. Values that it doesn't make are not looked at. */
    static RawGraph sorted(String file, RawGraph graph) {
        NodeOrder order = new NodeOrder(file, graph);
        order.findMakers();
        return graph.withNodes(order.sort());
    }

    /** Refuses an outermost graph that reads what nobody makes, in bodies too. */
    static void checkComplete(String file, RawGraph graph) {
        Set<String> made = new HashSet<>(graph.initializers().keySet());
        graph.inputs().forEach(input -> made.add(input.name()));
        graph.nodes().forEach(node -> made.addAll(node.outputs()));
        for (RawNode node : graph.nodes()) {
            for (String read : node.reads()) {
                if (!made.contains(read)) {
                    throw new RequestException(file + ": " + node.described() + " reads " + OneLine.quoted(read)
                            + ", which no input, initializer or node gives; export the model again.");
                }
            }
        }
        for (RawValue output : graph.outputs()) {
            if (!made.contains(output.name())) {
                throw new RequestException(file + ": the output " + OneLine.quoted(output.name())
                        + " is given by no node; export the model again.");
            }
        }
    }

    private void findMakers() {
        Set<String> given = new HashSet<>(graph.initializers().keySet());
        for (RawValue input : graph.inputs()) {
            if (!given.add(input.name())) {
                throw twice(input.name(), "as an input");
            }
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            RawNode node = graph.nodes().get(i);
            for (String output : node.outputs()) {
                if (!output.isEmpty() && (given.contains(output) || makers.put(output, i) != null)) {
                    throw twice(output, "by " + node.described());
                }
            }
        }
    }

    private RequestException twice(String value, String how) {
        return new RequestException(file + ": the value " + OneLine.quoted(value) + " is made twice, the second time "
                + how + "; export the model again.");
    }

    private List<RawNode> sort() {
        List<RawNode> nodes = graph.nodes();
        int[] waitingFor = new int[nodes.size()];
        Map<Integer, List<Integer>> readers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String read : nodes.get(i).reads()) {
                Integer maker = makers.get(read);
                if (maker != null) {
                    waitingFor[i]++;
                    readers.computeIfAbsent(maker, key -> new ArrayList<>()).add(i);
                }
            }
        }
        // Each time the first node that can run: files that are in order stay as they are.
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (waitingFor[i] == 0) {
                ready.add(i);
            }
        }
        List<RawNode> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = ready.remove();
            sorted.add(nodes.get(next));
            for (int reader : readers.getOrDefault(next, List.of())) {
                if (--waitingFor[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        if (sorted.size() < nodes.size()) {
            throw cycle(waitingFor);
        }
        return sorted;
    }

    /** Walks back from a node that waits, through nodes that wait, until it comes by one for the second time. */
    private RequestException cycle(int[] waitingFor) {
        int node = 0;
        while (waitingFor[node] == 0) {
            node++;
        }
        Set<Integer> seen = new HashSet<>();
        while (seen.add(node)) {
            node = graph.nodes().get(node).reads().stream()
                    .map(makers::get)
                    .filter(maker -> maker != null && waitingFor[maker] > 0)
                    .findFirst()
                    .orElseThrow();
        }
        return new RequestException(file + ": " + graph.nodes().get(node).described()
                + " waits for its own result, so the graph is cyclic; export the model again.");
    }
}
