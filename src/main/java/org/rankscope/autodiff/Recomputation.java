package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * The reverse sweep of a model that keeps only what crosses from block to block: a block's nodes are made again from what
 * entered it when the gradient of what left it is there (Chen et al. 2016, arXiv 1604.06174, section 3). Losses and gradients
 * are the same, but for the order in which contributions to a gradient are summed; the forward pass of all blocks but the
 * last runs twice.
 *
 * <p>What enters a block again waits for the arriving gradient: {@link Gate}.
 */
public final class Recomputation {
    private static final Set<DType> GATED = Set.of(DType.FLOAT, DType.DOUBLE, DType.INT64, DType.INT32);

    private final GraphBuilder g;
    private final GradientRules rules;
    private final List<Value> wanted;
    private final List<Node> forward;
    private final Blocks blocks;
    private final Map<Value, Value> gradients = new HashMap<>();

    private Recomputation(GraphBuilder g, GradientRules rules, Map<Value, Value> seeds, List<Value> wanted) {
        this.g = g;
        this.rules = rules;
        this.wanted = wanted;
        this.forward = g.nodes();
        this.blocks = Blocks.of(g, rules, seeds.keySet(), wanted);
    }

    /**
     * Adds the backward pass of the nodes made so far to {@code g}, as {@link Backward#gradients} does.
     *
     * @return the gradient of each wanted value; zeros where the loss does not depend on it
     * @throws UnsupportedOpException naming every node on the way whose operator has no rule
     */
    public static Map<Value, Value> gradients(
            GraphBuilder g, GradientRules rules, Map<Value, Value> seeds, List<Value> wanted) {
        Backward.refuseWhatHasNoRule(g, rules, seeds, wanted);
        Recomputation recomputation = new Recomputation(g, rules, seeds, wanted);
        recomputation.run(seeds);
        return Backward.allOf(wanted, recomputation.gradients, g);
    }

    private void run(Map<Value, Value> seeds) {
        List<Blocks.Cut> cuts = blocks.cuts();
        Blocks.Cut above = cuts.get(cuts.size() - 1);
        Value arriving = sweep(forward.subList(above.start(), forward.size()), seeds, above.crossing());
        for (int block = cuts.size() - 2; block >= 0 && arriving != null; block--) {
            Blocks.Cut below = cuts.get(block);
            Again again = new Again(below.start(), above.start(), arriving);
            g.in("again", again::make);
            arriving = sweep(again.nodes, Map.of(again.of(above.crossing()), arriving), again.of(below.crossing()));
            above = below;
        }
    }

    /** Adds what reaches wanted values through {@code nodes}; the gradient of {@code entering}, or null. */
    private Value sweep(List<Node> nodes, Map<Value, Value> seeds, Value entering) {
        List<Value> here = new ArrayList<>(wanted);
        if (entering != null) {
            here.add(entering);
        }
        Map<Value, Value> found = Backward.through(g, rules, nodes, seeds, here);
        wanted.stream().filter(found::containsKey).forEach(value -> gradients.merge(value, found.get(value), g::sum));
        return entering == null ? null : found.get(entering);
    }

    /** The nodes of one block, made again. */
    private final class Again {
        private final int start;
        private final int end;
        private final Gate gate;
        private final Map<Value, Value> copies = new HashMap<>();
        private final List<Node> nodes = new ArrayList<>();
        private final Set<Value> inside = new HashSet<>();

        Again(int start, int end, Value arriving) {
            this.start = start;
            this.end = end;
            this.gate = new Gate(g, arriving);
        }

        Value of(Value value) {
            return copies.getOrDefault(value, value);
        }

        List<Node> make() {
            for (Node node : forward.subList(start, end)) {
                inside.addAll(node.outputs());
                if (blocks.isFixed(node) || isKept(node)) {
                    nodes.add(node);
                    continue;
                }
                List<Value> inputs = node.inputs().stream().map(this::input).toList();
                Node copy = g.add(node.op(), inputs, node.attributes(), node.outputs());
                for (int i = 0; i < node.outputs().size(); i++) {
                    copies.put(node.output(i), copy.output(i));
                }
                nodes.add(copy);
            }
            return nodes;
        }

        /** Whether later blocks read what the node makes, so that it is there anyway: an attention mask. */
        private boolean isKept(Node node) {
            return node.outputs().stream()
                    .allMatch(output -> !blocks.active().contains(output) && blocks.lastReader(output) >= end);
        }

        private Value input(Value value) {
            boolean comesIn = blocks.varying().contains(value) && !inside.contains(value);
            boolean goesOn = blocks.lastReader(value) >= end && !blocks.active().contains(value);
            return comesIn && !goesOn && GATED.contains(value.dtype())
                    ? copies.computeIfAbsent(value, gate::of)
                    : of(value);
        }
    }
}
