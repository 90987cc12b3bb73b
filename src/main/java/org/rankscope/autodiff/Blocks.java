package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Where a forward pass is cut into blocks: at places that one value alone crosses of all that gradients flow through, as
 * the residual stream between two layers. Of these places those are taken that keep least: all that crosses, and the
 * largest block whole.
 *
 * @param cuts each block's beginning, in order
 * @param active values that gradients flow through
 * @param varying values that follow the batch: all but weights, and what is made of them alone
 * @param lastReaders index of the last node that reads a value; the number of nodes for a seed
 */
record Blocks(List<Cut> cuts, Set<Value> active, Set<Value> varying, Map<Value, Integer> lastReaders) {
    /** Operators whose result lies where their input lies. */
    private static final Set<Op> VIEWS = Set.of(Op.RESHAPE, Op.IDENTITY, Op.STOP_GRADIENT);

    /**
     * The beginning of a block.
     *
     * @param start index of its first node
     * @param crossing what enters it and has a gradient; null for the first block
     */
    record Cut(int start, Value crossing) {}

    static Blocks of(GraphBuilder g, GradientRules rules, Set<Value> seeds, List<Value> wanted) {
        List<Node> nodes = g.nodes();
        Map<Value, Integer> lastReaders = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (Value input : nodes.get(i).inputs()) {
                lastReaders.put(input, i);
            }
        }
        seeds.forEach(seed -> lastReaders.put(seed, nodes.size()));
        Blocks whole = new Blocks(
                List.of(), Backward.dependents(nodes, wanted, rules), varying(g, nodes, wanted), lastReaders);
        return new Blocks(
                whole.choose(nodes, whole.places(nodes, seeds, Set.copyOf(wanted))),
                whole.active,
                whole.varying,
                whole.lastReaders);
    }

    /** Whether {@code node} makes nothing that follows the batch. */
    boolean isFixed(Node node) {
        return node.outputs().stream().noneMatch(varying::contains);
    }

    int lastReader(Value value) {
        return lastReaders.getOrDefault(value, -1);
    }

    /**
     * All places that exactly one value with a gradient crosses, one that follows the batch, up to the first seed. The wanted
     * values themselves don't count, since each block finds them; what is made of them alone, such as an updated weight, does:
     * its gradient must come together within one block.
     */
    private List<Cut> places(List<Node> nodes, Set<Value> seeds, Set<Value> wanted) {
        List<Cut> places = new ArrayList<>();
        Set<Value> crossing = new LinkedHashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            int next = i;
            crossing.removeIf(value -> lastReader(value) < next);
            if (crossing.size() == 1 && varying.contains(crossing.iterator().next())) {
                places.add(new Cut(i, crossing.iterator().next()));
            }
            List<Value> outputs = nodes.get(i).outputs();
            outputs.stream()
                    .filter(value -> active.contains(value) && !wanted.contains(value))
                    .forEach(crossing::add);
            if (outputs.stream().anyMatch(seeds::contains)) {
                break;
            }
        }
        return places;
    }

    /** Of all limits to the size of a block, the one that keeps least. */
    private List<Cut> choose(List<Node> nodes, List<Cut> places) {
        long[] bytesBefore = new long[nodes.size() + 1];
        for (int i = 0; i < nodes.size(); i++) {
            bytesBefore[i + 1] = bytesBefore[i] + bytes(nodes.get(i));
        }
        Set<Long> limits = new TreeSet<>();
        for (int from = -1; from < places.size(); from++) {
            long start = from < 0 ? 0 : bytesBefore[places.get(from).start()];
            places.subList(from + 1, places.size()).forEach(place -> limits.add(bytesBefore[place.start()] - start));
            limits.add(bytesBefore[nodes.size()] - start);
        }
        List<Cut> best = List.of();
        long least = Long.MAX_VALUE;
        for (long limit : limits) {
            List<Cut> cuts = cutsWithin(limit, places, bytesBefore);
            long kept = kept(cuts, bytesBefore);
            if (kept < least) {
                least = kept;
                best = cuts;
            }
        }
        return best;
    }

    /** Blocks as large as {@code limit} allows, or one step of the way where that is larger. */
    private static List<Cut> cutsWithin(long limit, List<Cut> places, long[] bytesBefore) {
        List<Cut> cuts = new ArrayList<>(List.of(new Cut(0, null)));
        for (int i = 0; i < places.size(); i++) {
            int end = i + 1 < places.size() ? places.get(i + 1).start() : bytesBefore.length - 1;
            int start = cuts.get(cuts.size() - 1).start();
            if (bytesBefore[end] - bytesBefore[start] > limit) {
                cuts.add(places.get(i));
            }
        }
        return cuts;
    }

    private static long kept(List<Cut> cuts, long[] bytesBefore) {
        long crossing = 0;
        long largest = 0;
        for (int i = 0; i < cuts.size(); i++) {
            int end = i + 1 < cuts.size() ? cuts.get(i + 1).start() : bytesBefore.length - 1;
            largest =
                    Math.max(largest, bytesBefore[end] - bytesBefore[cuts.get(i).start()]);
            crossing += i == 0 ? 0 : bytes(cuts.get(i).crossing());
        }
        return crossing + largest;
    }

    private long bytes(Node node) {
        if (VIEWS.contains(node.op())) {
            return 0;
        }
        return node.outputs().stream()
                .filter(varying::contains)
                .mapToLong(Blocks::bytes)
                .sum();
    }

    private static long bytes(Value value) {
        return value.isAbsent() ? 0 : value.shape().elements() * value.dtype().bytes();
    }

    private static Set<Value> varying(GraphBuilder g, List<Node> nodes, List<Value> wanted) {
        Set<Value> above = new HashSet<>(wanted);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).outputs().stream().anyMatch(above::contains)) {
                above.addAll(nodes.get(i).inputs());
            }
        }
        Set<Value> varying = new HashSet<>(g.inputs());
        varying.removeAll(above);
        for (Node node : nodes) {
            if (node.inputs().stream().anyMatch(varying::contains)) {
                varying.addAll(node.outputs());
            }
        }
        return varying;
    }
}
