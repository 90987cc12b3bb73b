package org.rankscope.export;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.GraphException;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;

/**
 * One graph for batches of any size. Forward graphs are built for one size at a time, with every shape concrete; built at
 * several sizes they have the same nodes and differ in constants only. Those are replaced by nodes that make them from the
 * sizes of the inputs ({@link FreeConstant}), and whoever uses the result compares it with a graph of a size that was not
 * among these.
 *
 * @param graph reads the sizes from its inputs
 * @param axes of each input and output: {@value #BATCH}, {@value #LENGTH}, another name for a size that follows from them,
 *     or the size itself
 * @param longest the longest row that it takes
 */
record AnySize(Graph graph, Map<String, List<String>> axes, int longest) {
    static final String BATCH = "batch_size";
    static final String LENGTH = "sequence_length";

    /** Batch sizes that graphs are compared at, with lengths that differ by no regular step. */
    private static final List<Integer> BATCHES = List.of(2, 3, 5, 7, 4, 3, 2);

    private static final int SHORTEST = 2;

    /** What names of nodes begin with that make sizes. */
    private static final String SCOPE = "sizes";

    /** How far below the longest row it is looked for lengths with the same nodes. */
    private static final int REACH = 24;

    /** Inputs of operators that take as much of a table as they need: the largest will do. */
    private static final Map<Op, Set<Integer>> TABLES = Map.of(Op.MICROSOFT_ROTARY_EMBEDDING, Set.of(2, 3));

    private record Sample(SizeFormula.Size size, Graph graph) {}

    /**
     * The graph for all sizes; empty where the graphs differ in more than constants of the known kinds.
     *
     * @param at builds the graph for some rows of some tokens
     * @param longest row that is wanted; the result may fall a few tokens short of it
     */
    static Optional<AnySize> of(BiFunction<Integer, Integer, Graph> at, int longest) {
        List<Sample> samples = samples(at, longest);
        return samples.isEmpty() ? Optional.empty() : new Comparison(samples, longest).result();
    }

    /** Graphs with the same nodes, the longest last; none where there are too few. */
    private static List<Sample> samples(BiFunction<Integer, Integer, Graph> at, int longest) {
        Map<List<Object>, List<Sample>> alike = new HashMap<>();
        // One more than is wanted, since graphs of round lengths may part their work into blocks.
        for (int length = longest + 1; length >= Math.max(SHORTEST, longest - REACH); length--) {
            Optional<Sample> first = sample(at, BATCHES.get(0), length);
            if (first.isEmpty()) {
                continue;
            }
            List<Sample> group = alike.computeIfAbsent(structure(first.get().graph()), key -> new ArrayList<>());
            int batch = BATCHES.get(group.size());
            group.add(group.isEmpty() ? first.get() : sample(at, batch, length).orElseThrow());
            if (group.size() == BATCHES.size()) {
                boolean same = group.stream()
                                .map(each -> structure(each.graph()))
                                .distinct()
                                .count()
                        == 1;
                Collections.reverse(group);
                return same ? group : List.of();
            }
        }
        return List.of();
    }

    private static Optional<Sample> sample(BiFunction<Integer, Integer, Graph> at, int batch, int length) {
        try {
            return Optional.of(new Sample(new SizeFormula.Size(batch, length), at.apply(batch, length)));
        } catch (GraphException | RequestException | IllegalArgumentException e) {
            // A size that the model doesn't take.
            return Optional.empty();
        }
    }

    /** Everything but constants: operators, their settings, and who reads what. */
    private static List<Object> structure(Graph graph) {
        Map<Value, Object> origin = new HashMap<>();
        graph.inputs().forEach(input -> origin.put(input, input.name()));
        graph.parameters().forEach(parameter -> origin.put(parameter, parameter.name()));
        List<Object> structure = new ArrayList<>();
        for (int index = 0; index < graph.nodes().size(); index++) {
            Node node = graph.nodes().get(index);
            for (int i = 0; i < node.outputs().size(); i++) {
                origin.put(node.output(i), List.of(index, i));
            }
            structure.add(List.of(
                    node.op(),
                    node.attributes(),
                    node.inputs().stream()
                            .map(input ->
                                    graph.constants().containsKey(input) ? "constant" : origin.getOrDefault(input, ""))
                            .toList()));
        }
        return structure;
    }

    /** The same nodes side by side. */
    private static final class Comparison {
        private final List<Sample> samples;
        private final List<SizeFormula.Size> sizes;
        private final Graph largest;
        private final int wanted;
        private final Map<String, List<String>> axes = new LinkedHashMap<>();
        private Optional<Sizes.Axis> batch = Optional.empty();
        private Optional<Sizes.Axis> length = Optional.empty();

        Comparison(List<Sample> samples, int wanted) {
            this.wanted = wanted;
            this.samples = samples;
            this.sizes = samples.stream().map(Sample::size).toList();
            this.largest = samples.get(samples.size() - 1).graph();
        }

        Optional<AnySize> result() {
            boolean hasBodies = largest.nodes().stream()
                    .anyMatch(node -> node.attributes().values().stream().anyMatch(Attribute.Body.class::isInstance));
            if (hasBodies || !nameAxes() || batch.isEmpty()) {
                return Optional.empty();
            }
            GraphBuilder g = new GraphBuilder(largest.name());
            largest.inputs().forEach(g::input);
            Sizes now = g.in(SCOPE, () -> new Sizes(g, batch.get(), length));
            List<Node> nodes = new ArrayList<>();
            for (int index = 0; index < largest.nodes().size(); index++) {
                Node node = largest.nodes().get(index);
                List<Value> operands = new ArrayList<>(node.inputs());
                for (int i = 0; i < operands.size(); i++) {
                    if (largest.constants().containsKey(operands.get(i))) {
                        List<Tensor> seen = seen(index, i);
                        if (!allEqual(seen)
                                && !TABLES.getOrDefault(node.op(), Set.of()).contains(i)) {
                            int place = i;
                            Optional<Value> free = g.in(SCOPE, () -> new FreeConstant(g, now, sizes, seen).value());
                            if (free.isEmpty()) {
                                return Optional.empty();
                            }
                            operands.set(place, free.get());
                        }
                    }
                }
                nodes.add(new Node(node.op(), operands, node.outputs(), node.attributes()));
            }
            return Optional.of(new AnySize(whole(g, nodes), axes, (int)
                    Math.min(wanted, sizes.get(sizes.size() - 1).length())));
        }

        /** What makes the sizes, then the nodes of the graph. */
        private Graph whole(GraphBuilder g, List<Node> nodes) {
            Graph first = g.build(
                    g.nodes().stream().flatMap(node -> node.outputs().stream()).toList());
            Map<Value, Tensor> constants = new LinkedHashMap<>(largest.constants());
            constants.putAll(first.constants());
            List<Node> all = new ArrayList<>(first.nodes());
            all.addAll(nodes);
            return new Graph(
                            largest.name(),
                            Math.max(largest.opset(), first.opset()),
                            largest.inputs(),
                            largest.parameters(),
                            constants,
                            all,
                            largest.outputs())
                    .withoutUnused();
        }

        private List<Tensor> seen(int node, int input) {
            return samples.stream()
                    .map(sample -> sample.graph()
                            .constants()
                            .get(sample.graph().nodes().get(node).input(input)))
                    .toList();
        }

        private static boolean allEqual(List<Tensor> tensors) {
            Tensor first = tensors.get(0);
            return tensors.stream()
                    .allMatch(tensor -> tensor.dtype() == first.dtype()
                            && tensor.shape().equals(first.shape())
                            && tensor.data().equals(first.data()));
        }

        /** Whether the sizes of all inputs and outputs follow from those of the batch. */
        private boolean nameAxes() {
            for (int i = 0; i < largest.inputs().size(); i++) {
                int index = i;
                if (!nameAxes(samples.stream()
                        .map(sample -> sample.graph().inputs().get(index))
                        .toList())) {
                    return false;
                }
            }
            return IntStream.range(0, largest.outputs().size())
                    .allMatch(i -> nameAxes(samples.stream()
                            .map(sample -> sample.graph().outputs().get(i))
                            .toList()));
        }

        private boolean nameAxes(List<Value> seen) {
            Value last = seen.get(seen.size() - 1);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < last.shape().rank(); i++) {
                int axis = i;
                Optional<SizeFormula> formula = SizeFormula.through(
                        sizes,
                        seen.stream()
                                .mapToLong(value -> value.shape().dim(axis))
                                .toArray());
                if (formula.isEmpty()) {
                    return false;
                }
                names.add(name(formula.get(), last, axis));
            }
            axes.put(last.name(), names);
            return true;
        }

        private String name(SizeFormula formula, Value value, int axis) {
            boolean input = largest.inputs().contains(value);
            if (formula.isConstant()) {
                return String.valueOf(formula.one());
            } else if (formula.equals(new SizeFormula(0, 1, 0, 0, 0))) {
                batch = batch.isEmpty() && input ? Optional.of(new Sizes.Axis(value, axis)) : batch;
                return BATCH;
            } else if (formula.equals(new SizeFormula(0, 0, 1, 0, 0))) {
                length = length.isEmpty() && input ? Optional.of(new Sizes.Axis(value, axis)) : length;
                return LENGTH;
            }
            return value.name() + "_" + axis;
        }
    }
}
