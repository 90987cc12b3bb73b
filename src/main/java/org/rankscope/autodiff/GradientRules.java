package org.rankscope.autodiff;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;

/**
 * A table of gradients. Each operator has one of three answers: a rule, or what it expands to; none, because its result does
 * not vary with its inputs in a way that has a gradient; or a refusal with its reason.
 */
public final class GradientRules {
    private sealed interface Answer {}

    private record Rule(GradientRule rule) implements Answer {}

    private record Expanded(Expansion expansion) implements Answer {}

    private record None(String reason) implements Answer {}

    private record Refusal(String reason) implements Answer {}

    private final Map<Op, Answer> answers = new EnumMap<>(Op.class);
    private final Map<Op, NodeCheck> checks = new EnumMap<>(Op.class);

    /** An empty table. */
    public GradientRules() {}

    /** Gradients go through {@code op} by {@code rule}. */
    public GradientRules rule(Op op, GradientRule rule) {
        answers.put(op, new Rule(rule));
        return this;
    }

    /** Gradients go through what {@code op} expands to. */
    public GradientRules expansion(Op op, Expansion expansion) {
        answers.put(op, new Expanded(expansion));
        return this;
    }

    /** Gradients stop at {@code op}, for {@code reason}. */
    public GradientRules none(Op op, String reason) {
        answers.put(op, new None(reason));
        return this;
    }

    /** A graph in which gradients would have to go through {@code op} is refused, for {@code reason}. */
    public GradientRules refuse(Op op, String reason) {
        answers.put(op, new Refusal(reason));
        return this;
    }

    /**
     * Of the nodes of {@code op}, which has a rule or an expansion, those are refused that {@code check} has a reason for:
     * before the sweep starts, with all others.
     */
    public GradientRules refuseWhere(Op op, NodeCheck check) {
        checks.put(op, check);
        return this;
    }

    /** Whether the table has an answer for {@code op}. */
    boolean covers(Op op) {
        return answers.containsKey(op);
    }

    /** Whether gradients go through {@code op}. */
    public boolean isDifferentiable(Op op) {
        return answers.get(op) instanceof Rule || answers.get(op) instanceof Expanded;
    }

    /** Why gradients stop at {@code op} or are refused; empty where they go through. */
    public Optional<String> reason(Op op) {
        return answers.get(op) instanceof None none ? Optional.of(none.reason()) : refusal(op);
    }

    /** Whether gradients stop at {@code op} by nature. */
    public boolean isConstant(Op op) {
        return answers.get(op) instanceof None;
    }

    /** Whether gradients go through some nodes of {@code op} only. */
    boolean isRefusedInPart(Op op) {
        return isDifferentiable(op) && checks.containsKey(op);
    }

    /** Why gradients can't go through {@code node}; empty where they can or stop there by nature. */
    Optional<String> refusal(Node node, GraphBuilder g) {
        NodeCheck check = checks.get(node.op());
        return check == null || !isDifferentiable(node.op()) ? refusal(node.op()) : check.refusal(node, g);
    }

    private Optional<String> refusal(Op op) {
        Answer answer = answers.get(op);
        if (answer instanceof Refusal refusal) {
            return Optional.of(refusal.reason());
        }
        return answer == null ? Optional.of("there is no rule for it") : Optional.empty();
    }

    GradientRule rule(Op op) {
        return ((Rule) answers.get(op)).rule();
    }

    Optional<Expansion> expansionOf(Op op) {
        return answers.get(op) instanceof Expanded expanded ? Optional.of(expanded.expansion()) : Optional.empty();
    }
}
