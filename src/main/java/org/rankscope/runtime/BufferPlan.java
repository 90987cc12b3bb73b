package org.rankscope.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Which results of a graph share a buffer, as ONNX Runtime plans it before the first run
 * (onnxruntime/core/framework/allocation_planner.cc, {@code ComputeSingleStreamReusePlan}): views lie where their input lies,
 * a few kernels write over an input that none reads again, and a result takes the buffer of a dead one of the same
 * type and shape, which is kept for it meanwhile.
 */
final class BufferPlan {
    /** Inputs that the only result lies on in any case. */
    private static final Set<Op> VIEWS = Set.of(Op.RESHAPE, Op.IDENTITY, Op.STOP_GRADIENT);

    /** Kernels that may write over their input; those of single numbers' arithmetic don't. */
    private static final Set<Op> IN_PLACE = Set.of(Op.SOFTMAX, Op.LOG_SOFTMAX);

    private final Map<Value, Value> buffers = new HashMap<>();
    private final Map<Value, Integer> uses = new HashMap<>();
    private final LinkedList<Value> dead = new LinkedList<>();
    private final Set<Value> outputs;
    private final List<List<Value>> taken = new ArrayList<>();
    private final List<List<Value>> released = new ArrayList<>();

    /** @param order the nodes of {@code graph} in the order in which they run */
    BufferPlan(Graph graph, List<Node> order) {
        this.outputs = new HashSet<>(graph.outputs());
        countUses(graph, order);
        Map<Value, Integer> lastUse = new HashMap<>();
        Set<Value> own = new HashSet<>();
        for (int i = 0; i < order.size(); i++) {
            Node node = order.get(i);
            taken.add(new ArrayList<>());
            released.add(new ArrayList<>());
            for (Value output : node.outputs()) {
                if (!output.isAbsent() && !outputs.contains(output)) {
                    Value buffer = place(node, output);
                    if (buffer.equals(output)) {
                        taken.get(i).add(output);
                        own.add(output);
                    }
                }
            }
            List<Value> touched = reads(node);
            touched.addAll(node.outputs());
            for (Value value : touched) {
                if (!value.isAbsent()) {
                    lastUse.put(bufferOf(value), i);
                }
            }
            release(node);
        }
        own.forEach(buffer -> released.get(lastUse.get(buffer)).add(buffer));
    }

    /** Buffers that the node at {@code index} of the order asks for; results of the graph are not among them. */
    List<Value> takenAt(int index) {
        return taken.get(index);
    }

    /** Buffers that are given back when the node at {@code index} of the order has run. */
    List<Value> releasedAfter(int index) {
        return released.get(index);
    }

    private void countUses(Graph graph, List<Node> order) {
        graph.inputs().forEach(this::use);
        graph.constants().keySet().forEach(this::use);
        Set<Value> made = new HashSet<>();
        order.forEach(node -> made.addAll(node.outputs()));
        for (Node node : order) {
            reads(node).forEach(this::use);
            node.outputs().forEach(this::use);
        }
        // What comes from outside this graph is never this graph's to overwrite.
        List.copyOf(uses.keySet()).stream()
                .filter(value -> !made.contains(value))
                .forEach(this::use);
        graph.outputs().forEach(this::use);
    }

    private void use(Value value) {
        uses.merge(value, 1, Integer::sum);
    }

    private static List<Value> reads(Node node) {
        List<Value> reads = new ArrayList<>(node.inputs());
        reads.addAll(node.readWithin());
        reads.removeIf(Value::isAbsent);
        return reads;
    }

    private Value bufferOf(Value value) {
        return buffers.getOrDefault(value, value);
    }

    private Value place(Node node, Value output) {
        if (VIEWS.contains(node.op())) {
            return share(node.input(0), output);
        }
        Value input = node.input(0);
        if (IN_PLACE.contains(node.op()) && uses.get(bufferOf(input)) == 1 && sameSize(input, output)) {
            return share(input, output);
        }
        ListIterator<Value> candidates = dead.listIterator();
        while (output.shape().rank() > 0 && candidates.hasNext()) {
            Value candidate = candidates.next();
            if (sameSize(candidate, output)) {
                candidates.remove();
                return share(candidate, output);
            }
        }
        return output;
    }

    private Value share(Value with, Value output) {
        Value buffer = bufferOf(with);
        buffers.put(output, buffer);
        uses.merge(buffer, uses.get(output), Integer::sum);
        return buffer;
    }

    private static boolean sameSize(Value a, Value b) {
        return a.dtype().bytes() == b.dtype().bytes() && a.shape().equals(b.shape());
    }

    private void release(Node node) {
        List<Value> done = new ArrayList<>(reads(node));
        node.outputs().stream().filter(output -> !output.isAbsent()).forEach(done::add);
        for (Value value : done) {
            Value buffer = bufferOf(value);
            if (uses.merge(buffer, -1, Integer::sum) == 0) {
                dead.addFirst(buffer);
            }
        }
    }
}
