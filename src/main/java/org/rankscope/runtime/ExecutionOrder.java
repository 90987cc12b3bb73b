package org.rankscope.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * The order in which ONNX Runtime's sequential executor runs the nodes of a graph: depth first against the edges, from the
 * last node that none reads, and at each node first into the inputs that stand last in the file
 * (onnxruntime/core/graph: {@code GraphViewer}, {@code Graph::ReverseDFSFrom}). What stands early in the file and is read
 * late runs late.
 * What the session computes when it opens is not among them.
 */
public final class ExecutionOrder {
    /** Results above this are not computed beforehand, see {@link Session}. */
    static final long LARGEST_FOLDED_BYTES = 1_000_000;

    private final List<Node> nodes;
    private final List<Set<Integer>> producers = new ArrayList<>();
    private final List<Node> order = new ArrayList<>();

    private ExecutionOrder(Graph graph) {
        this.nodes = withoutFolded(graph);
        Map<Value, Integer> makers = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Set<Value> read = new HashSet<>(nodes.get(i).inputs());
            read.addAll(nodes.get(i).readWithin());
            Set<Integer> found = new TreeSet<>();
            read.stream().filter(makers::containsKey).map(makers::get).forEach(found::add);
            producers.add(found);
            for (Value output : nodes.get(i).outputs()) {
                makers.put(output, i);
            }
        }
    }

    /** The nodes of {@code graph} in the order in which they run; those of graphs within it are not among them. */
    public static List<Node> of(Graph graph) {
        ExecutionOrder emulation = new ExecutionOrder(graph);
        emulation.run();
        return List.copyOf(emulation.order);
    }

    /** What follows from constants alone is computed when the session opens. */
    private static List<Node> withoutFolded(Graph graph) {
        Set<Value> constants = new HashSet<>(graph.constants().keySet());
        List<Node> left = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (constants.containsAll(node.inputs())
                    && node.outputs().stream()
                            .allMatch(output ->
                                    output.shape().elements() * output.dtype().bytes() <= LARGEST_FOLDED_BYTES)) {
                constants.addAll(node.outputs());
            } else {
                left.add(node);
            }
        }
        return left;
    }

    private void run() {
        Set<Integer> read = new HashSet<>();
        producers.forEach(read::addAll);
        Deque<Integer> stack = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (!read.contains(i)) {
                stack.push(i);
            }
        }
        boolean[] entered = new boolean[nodes.size()];
        while (!stack.isEmpty()) {
            int next = stack.pop();
            if (next < 0) {
                order.add(nodes.get(-1 - next));
            } else if (!entered[next]) {
                entered[next] = true;
                stack.push(-1 - next);
                producers.get(next).forEach(stack::push);
            }
        }
    }
}
