package org.rankscope.peft;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;

/** What reads a layer's result in a graph: the sum with its bias, with the residual, and the norm behind that. */
final class Readers {
    private static final Set<Op> NORMS =
            EnumSet.of(Op.LAYER_NORMALIZATION, Op.SIMPLIFIED_LAYER_NORMALIZATION, Op.RMS_NORMALIZATION);

    private static final Set<Op> SUMS = EnumSet.of(Op.ADD, Op.SUM);

    /** What gives the numbers that it reads: exporters multiply rows and lay the result out again. */
    private static final Set<Op> SAME_NUMBERS = EnumSet.of(Op.RESHAPE, Op.IDENTITY);

    private final Map<String, List<Node>> readers = new HashMap<>();

    Readers(Graph graph) {
        Map<String, String> origins = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (SAME_NUMBERS.contains(node.op())) {
                origins.put(node.name(), origin(origins, node.input(0)));
                continue;
            }
            Set<Value> read = new HashSet<>(node.inputs());
            read.addAll(node.readWithin());
            Set<String> names =
                    read.stream().map(value -> origin(origins, value)).collect(Collectors.toSet());
            names.forEach(name ->
                    readers.computeIfAbsent(name, key -> new ArrayList<>()).add(node));
        }
    }

    private static String origin(Map<String, String> origins, Value value) {
        return origins.getOrDefault(value.name(), value.name());
    }

    static boolean isNorm(Node node) {
        return NORMS.contains(node.op());
    }

    private static boolean isSum(Node node) {
        return SUMS.contains(node.op());
    }

    /** The node that adds the bias of {@code module} to what {@code layer} gives; {@code layer} itself where none does. */
    Node withBias(LinearModule module, Node layer) {
        return module.hasBias() ? sum(module.biasName()).orElse(layer) : layer;
    }

    /**
     * The sum of a block's part, which ends in {@code end}, and the residual: the last of the sums, if there are several, that
     * nothing else reads before it. Where the part has a norm at its end, that is one of the part.
     */
    Optional<Node> residual(Node end) {
        Node part = only(end).filter(Readers::isNorm).orElse(end);
        Optional<Node> sum = sum(part.name());
        while (sum.flatMap(this::only).filter(Readers::isSum).isPresent()) {
            sum = only(sum.get());
        }
        return sum;
    }

    /** The norm of the block of {@code module} that is all that reads {@code sum}: of models that normalise last. */
    Optional<Node> normOf(LinearModule module, Node sum) {
        Optional<Integer> block = Blocks.of(module.name());
        return only(sum)
                .filter(Readers::isNorm)
                .filter(norm ->
                        block.isPresent() && Blocks.of(norm.input(1).name()).equals(block));
    }

    /** The one node that reads what {@code node} gives; empty where there are none or several. */
    private Optional<Node> only(Node node) {
        List<Node> all = readers.getOrDefault(node.name(), List.of());
        return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    private Optional<Node> sum(String value) {
        return readers.getOrDefault(value, List.of()).stream()
                .filter(Readers::isSum)
                .findFirst();
    }
}
