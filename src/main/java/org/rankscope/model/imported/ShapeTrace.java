package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.RawNode;

/**
 * Finds type and shape of every value of a model at the shapes of one batch, in rounds. In each, ONNX Runtime is asked
 * (without running anything) what it knows of the values that are still open; then what depends on shapes and constants
 * alone and is known to be small is run and becomes a constant, from which the next round learns more; and a choice whose
 * condition became known is replaced by its branch. Weights have no part in it, so none is read.
 */
final class ShapeTrace {
    private static final int MOST_NAMED = 12;

    private final String file;
    private final String target;
    private final TracedValues known;
    private final ShapeQuestions questions;
    private final StaticFolding folding;
    private List<RawNode> nodes;

    private ShapeTrace(String file, int opset, List<RawNode> nodes, String target) {
        this.file = file;
        this.nodes = nodes;
        this.target = target;
        this.known = new TracedValues(file, opset);
        this.questions = new ShapeQuestions(known);
        this.folding = new StaticFolding(known);
    }

    /**
     * Traces {@code nodes} as far as {@code target} needs them.
     *
     * @param given values from outside: what is fed, and weights
     * @param constants values from outside whose numbers are known
     */
    static Trace of(
            String file,
            int opset,
            List<RawNode> nodes,
            Map<String, Value> given,
            Map<String, Tensor> constants,
            String target) {
        ShapeTrace trace = new ShapeTrace(file, Math.max(opset, newest(nodes)), nodes, target);
        trace.known.values().putAll(given);
        constants.forEach(trace.known::putConstant);
        trace.run();
        return new Trace(trace.nodes, trace.known.values(), trace.known.constants());
    }

    private static int newest(List<RawNode> nodes) {
        return nodes.stream()
                .flatMap(node -> Op.find(node.domain(), node.op()).stream())
                .mapToInt(Op::since)
                .max()
                .orElse(Op.ONNX_OPSET);
    }

    private void run() {
        prune();
        while (nodes.stream().anyMatch(known::isOpen)) {
            boolean learnt = questions.ask(nodes);
            while (folding.fold(nodes)) {
                learnt = true;
            }
            learnt |= choose();
            if (!learnt) {
                throw stuck();
            }
            prune();
        }
        while (folding.fold(nodes)) {
            prune();
        }
        prune();
    }

    /** Drops the nodes that the target doesn't need, and those whose results are all known.constants(). */
    private void prune() {
        Set<String> needed = new HashSet<>(Set.of(target));
        List<RawNode> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            RawNode node = nodes.get(i);
            boolean asked =
                    node.outputs().stream().anyMatch(output -> needed.contains(output) && !known.isConstant(output));
            if (asked) {
                kept.add(node);
                needed.addAll(node.reads());
            }
        }
        Collections.reverse(kept);
        nodes = kept;
    }

    /** Replaces each If whose condition is known by its branch. */
    private boolean choose() {
        boolean chosen = false;
        List<RawNode> after = new ArrayList<>();
        for (RawNode node : nodes) {
            Tensor condition = node.is("If") ? known.constants().get(node.input(0)) : null;
            if (condition == null
                    || condition.dtype() != DType.BOOL
                    || condition.data().limit() != 1) {
                after.add(node);
                continue;
            }
            boolean yes = condition.data().get(0) != 0;
            after.addAll(Branches.inPlaceOf(file, node, yes ? "then_branch" : "else_branch", known::putConstant));
            chosen = true;
        }
        nodes = after;
        return chosen;
    }

    private RequestException stuck() {
        List<String> choices = nodes.stream()
                .filter(node -> !node.bodies().isEmpty())
                .map(RawNode::described)
                .toList();
        if (!choices.isEmpty()) {
            return new RequestException(file + ": what it computes depends on the numbers in the batch: "
                    + String.join(", ", choices.subList(0, Math.min(choices.size(), MOST_NAMED)))
                    + (choices.size() > MOST_NAMED ? " and " + (choices.size() - MOST_NAMED) + " more" : "")
                    + "; training needs a model without such loops and choices.");
        }
        for (RawNode node : nodes) {
            boolean inputsKnown = node.reads().stream().allMatch(known::isKnown);
            if (known.isOpen(node) && inputsKnown) {
                return known.problem(
                        node,
                        "gives a result whose shape depends on the numbers in the batch; training needs shapes that"
                                + " follow from batch and sequence length alone");
            }
        }
        return new RequestException(file + ": the shapes of its values can't be found out.");
    }
}
