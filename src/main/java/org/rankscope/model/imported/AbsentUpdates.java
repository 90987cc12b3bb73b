package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.rankscope.onnx.RawGraph;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.StoredTensor;

/**
 * Takes the places for adapters out of a graph that has some: factors of rank 0, which a run may replace by those of an
 * adapter. A product over 0 numbers is 0, and a sum with that is its other operand, so that what is left is the base model.
 */
final class AbsentUpdates {
    /** Operators that make zeros of zeros. */
    private static final Set<String> ZERO_OF_ZERO =
            Set.of("MatMul", "Mul", "Reshape", "Transpose", "Cast", "Identity", "Squeeze", "Unsqueeze");

    private final RawGraph graph;
    private final Set<String> empty = new HashSet<>();
    private final Set<String> zero = new HashSet<>();
    private final Map<String, String> instead = new HashMap<>();

    private AbsentUpdates(RawGraph graph) {
        this.graph = graph;
        graph.initializers().forEach((name, tensor) -> {
            if (tensor.shape().rank() == 2 && tensor.shape().elements() == 0) {
                empty.add(name);
            }
        });
    }

    /** {@code graph} without them; the same graph where there are none. */
    static RawGraph removed(RawGraph graph) {
        AbsentUpdates updates = new AbsentUpdates(graph);
        return updates.empty.isEmpty() ? graph : updates.removed();
    }

    private RawGraph removed() {
        Set<String> outputs = new HashSet<>();
        graph.outputs().forEach(output -> outputs.add(output.name()));
        List<RawNode> nodes = new ArrayList<>();
        for (RawNode node : graph.nodes()) {
            RawNode now = node.with(
                    node.inputs().stream()
                            .map(input -> instead.getOrDefault(input, input))
                            .toList(),
                    node.attributes());
            boolean kept = node.outputs().size() != 1 || !leavesOut(now);
            if (kept || outputs.contains(node.outputs().get(0))) {
                nodes.add(
                        kept
                                ? now
                                : RawNode.inPlaceOf(
                                        now,
                                        "Identity",
                                        List.of(instead.remove(now.outputs().get(0))),
                                        now.outputs(),
                                        Map.of()));
            }
        }
        Map<String, StoredTensor> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.keySet().removeAll(empty);
        return new RawGraph(graph.name(), graph.inputs(), graph.outputs(), initializers, nodes);
    }

    /** Whether {@code node} is a part of an update, or adds one; its result is then noted. */
    private boolean leavesOut(RawNode node) {
        String result = node.outputs().get(0);
        boolean inner = node.is("MatMul") && empty.contains(node.input(1)) && !empty.contains(node.input(0));
        boolean outer = node.is("MatMul") && empty.contains(node.input(0)) && empty.contains(node.input(1));
        if (outer) {
            zero.add(result);
            return true;
        } else if (inner) {
            empty.add(result);
            return true;
        } else if (node.domain().isEmpty()
                && ZERO_OF_ZERO.contains(node.op())
                && node.inputs().stream().anyMatch(zero::contains)) {
            zero.add(result);
            return true;
        } else if (node.is("Add") && Stream.of(0, 1).anyMatch(i -> zero.contains(node.input(i)))) {
            instead.put(result, node.input(zero.contains(node.input(0)) ? 1 : 0));
            return true;
        }
        return false;
    }
}
