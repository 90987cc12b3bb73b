package org.rankscope.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/**
 * Runs a graph in numbers: every tensor is allocated and given back as ONNX Runtime does, and none is computed.
 * Inputs and weights are the caller's and not counted.
 */
public final class ArenaUse {
    /** Slices of a scan: its states change places from the second on, and from the third nothing new comes. */
    private static final int ITERATIONS = 3;

    /** What takes turns in holding a state of a scan, beside its first and its last value. */
    private static final int TURNS = 2;

    private static final Set<Op> WRITE_WEIGHT_OUT = Set.of(Op.MAT_MUL_BNB4, Op.MAT_MUL_NBITS);

    private final Arena arena;
    private final int slices;
    private final Map<Graph, Plan> plans = new IdentityHashMap<>();
    private long live;
    private long largestLive;

    private ArenaUse(Arena.Growth growth, int slices) {
        this.arena = new Arena(growth);
        this.slices = slices;
    }

    /** The order of a graph's nodes and the plan for their results. */
    private record Plan(List<Node> order, BufferPlan buffers) {
        static Plan of(Graph graph) {
            List<Node> order = ExecutionOrder.of(graph);
            return new Plan(order, new BufferPlan(graph, order));
        }
    }

    /** Bytes of memory that a run of {@code graph} makes resident; each {@code If} takes its first branch. */
    public static long touchedBytes(Graph graph) {
        return of(graph, Arena.Growth.DOUBLING).arena.touchedBytes();
    }

    /**
     * Bytes that a run of {@code graph} on one slice of what is scanned makes resident beside {@code placed}, outputs that are
     * written into memory of the caller's.
     */
    public static long touchedBytes(Graph graph, Set<String> placed) {
        return of(graph, Arena.Growth.DOUBLING, 1, placed).arena.touchedBytes();
    }

    /** Bytes that a run of {@code graph} takes of a GPU, whose arena grows by what is asked for and holds all of it. */
    public static long deviceBytes(Graph graph) {
        return of(graph, Arena.Growth.AS_REQUESTED).arena.heldBytes();
    }

    /** The largest sum of the sizes of tensors that a run of {@code graph} has at once, without gaps between them. */
    public static long largestLiveBytes(Graph graph) {
        return of(graph, Arena.Growth.DOUBLING).largestLive;
    }

    /** The same of a run on one slice of what is scanned, without {@code placed}, see {@link #touchedBytes(Graph, Set)}. */
    public static long largestLiveBytes(Graph graph, Set<String> placed) {
        return of(graph, Arena.Growth.DOUBLING, 1, placed).largestLive;
    }

    private static ArenaUse of(Graph graph, Arena.Growth growth) {
        return of(graph, growth, ITERATIONS, Set.of());
    }

    private static ArenaUse of(Graph graph, Arena.Growth growth, int slices, Set<String> placed) {
        ArenaUse use = new ArenaUse(growth, slices);
        List<Value> own = graph.outputs().stream()
                .filter(output -> !placed.contains(output.name()))
                .toList();
        use.allocateAll(own); // of the run before, which are fed back
        use.allocateAll(own);
        use.run(graph);
        return use;
    }

    /** Runs {@code graph}, whose results have their places already. */
    private void run(Graph graph) {
        Plan plan = plans.computeIfAbsent(graph, Plan::of);
        Map<Value, Arena.Chunk> chunks = new HashMap<>();
        for (int i = 0; i < plan.order().size(); i++) {
            Node node = plan.order().get(i);
            for (Value value : plan.buffers().takenAt(i)) {
                chunks.put(value, allocate(value));
            }
            allocateScratch(node);
            runWithin(node);
            for (Value value : plan.buffers().releasedAfter(i)) {
                free(chunks.remove(value), value);
            }
        }
    }

    /** What a kernel takes for the time that it runs: products with codes write the weight out. */
    private void allocateScratch(Node node) {
        if (WRITE_WEIGHT_OUT.contains(node.op())) {
            long bytes = node.intAttribute("N", 0) * node.intAttribute("K", 0) * DType.FLOAT.bytes();
            largestLive = Math.max(largestLive, live + bytes);
            arena.free(arena.allocate(Math.max(1, bytes)));
        }
    }

    private void runWithin(Node node) {
        if (node.op() == Op.IF && node.attributes().get("then_branch") instanceof Attribute.Body branch) {
            run(branch.graph());
        } else if (node.op() == Op.SCAN && node.attributes().get("body") instanceof Attribute.Body body) {
            Graph inner = body.graph();
            int states = node.inputs().size() - Math.toIntExact(node.intAttribute("num_scan_inputs", 0));
            long length = node.input(states).shape().dim(0);
            long iterations = length == Shape.FREE ? slices : Math.min(ITERATIONS, length);
            List<Value> carried = new ArrayList<>();
            for (int turn = 0; turn < Math.min(TURNS, iterations - 1); turn++) {
                carried.addAll(inner.outputs().subList(0, states));
            }
            List<Arena.Chunk> turns = allocateAll(carried);
            for (int i = 0; i < iterations; i++) {
                run(inner);
            }
            for (int i = 0; i < turns.size(); i++) {
                free(turns.get(i), carried.get(i));
            }
        }
    }

    private List<Arena.Chunk> allocateAll(List<Value> values) {
        return values.stream().map(this::allocate).toList();
    }

    private Arena.Chunk allocate(Value value) {
        long bytes = bytes(value);
        live += bytes;
        largestLive = Math.max(largestLive, live);
        return arena.allocate(Math.max(1, bytes));
    }

    private void free(Arena.Chunk chunk, Value value) {
        live -= bytes(value);
        arena.free(chunk);
    }

    private long bytes(Value value) {
        Shape shape = value.shape().hasFreeAxis() ? value.shape().with(0, slices) : value.shape();
        return shape.elements() * value.dtype().bytes();
    }
}
