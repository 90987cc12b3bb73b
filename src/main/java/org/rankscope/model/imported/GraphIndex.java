package org.rankscope.model.imported;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;

/** Who makes and who reads each value of a graph, and which values follow from what is fed. */
final class GraphIndex {
    private static final Set<String> PASSING_ON =
            Set.of("Cast", "Expand", "Identity", "Reshape", "Slice", "Split", "Squeeze", "Unsqueeze");

    private final RawGraph graph;
    private final Map<String, RawNode> makers = new HashMap<>();
    private final Map<String, List<RawNode>> readers = new HashMap<>();
    private final Set<String> fed = new HashSet<>();

    /**
     * @param fedInputs the inputs that a batch holds; the others are the same at every run
     */
    GraphIndex(RawGraph graph, Set<String> fedInputs) {
        this.graph = graph;
        fed.addAll(fedInputs);
        for (RawNode node : graph.nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            Set<String> reads = node.reads();
            reads.forEach(read ->
                    readers.computeIfAbsent(read, key -> new ArrayList<>()).add(node));
            boolean shapeOnly = node.is("Shape") || node.is("Size");
            if (!shapeOnly && reads.stream().anyMatch(fed::contains)) {
                fed.addAll(node.outputs());
            }
        }
    }

    RawGraph graph() {
        return graph;
    }

    Optional<RawNode> maker(String value) {
        return Optional.ofNullable(makers.get(value));
    }

    List<RawNode> readers(String value) {
        return readers.getOrDefault(value, List.of());
    }

    /** Whether its numbers follow from those of the batch. */
    boolean isFed(String value) {
        return fed.contains(value);
    }

    /** Whether {@code value} holds numbers of {@code input} and no others, whatever its type and shape. */
    boolean follows(String value, String input) {
        if (value.equals(input)) {
            return true;
        }
        RawNode maker = makers.get(value);
        if (maker == null) {
            return false;
        } else if (maker.is("Concat")) {
            return maker.inputs().stream().allMatch(part -> follows(part, input));
        }
        return PASSING_ON.contains(maker.op()) && follows(maker.input(0), input);
    }

    /** The nodes that {@code output} needs, in order. */
    List<RawNode> needed(String output) {
        Set<RawNode> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            RawNode maker = makers.get(open.pop());
            if (maker != null && needed.add(maker)) {
                maker.reads().forEach(open::push);
            }
        }
        return graph.nodes().stream().filter(needed::contains).toList();
    }
}
