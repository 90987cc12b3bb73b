package org.rankscope.autodiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * The reverse sweep: from gradients of some values of a graph to those of values that they depend on. Only nodes that lie
 * between the two are visited, so nothing is computed for frozen weights nor below the first trainable one.
 */
public final class Backward {
    private final GraphBuilder builder;
    private final GradientRules rules;
    private final Set<Value> needed;
    private final Map<Value, Value> gradients = new HashMap<>();

    private Backward(GraphBuilder builder, GradientRules rules, Set<Value> needed) {
        this.builder = builder;
        this.rules = rules;
        this.needed = needed;
    }

    /**
     * Adds the backward pass of the nodes made so far to {@code builder}.
     *
     * @param seeds gradients of the loss with respect to some values, where the sweep starts
     * @param wanted values whose gradients are asked for
     * @return the gradient of each wanted value, in their order; of the same shape; zeros where the loss does not depend on it
     * @throws UnsupportedOpException naming every node on the way whose operator has no rule
     */
    public static Map<Value, Value> gradients(
            GraphBuilder builder, GradientRules rules, Map<Value, Value> seeds, List<Value> wanted) {
        refuseWhatHasNoRule(builder, rules, seeds, wanted);
        return allOf(wanted, through(builder, rules, builder.nodes(), seeds, wanted), builder);
    }

    /** Refuses, all at once, what lies on the way from {@code seeds} to {@code wanted} and has no rule. */
    static void refuseWhatHasNoRule(
            GraphBuilder builder, GradientRules rules, Map<Value, Value> seeds, List<Value> wanted) {
        List<Node> forward = builder.nodes();
        new Backward(builder, rules, dependents(forward, wanted, rules)).refuseWhatHasNoRule(forward, seeds.keySet());
    }

    /** The sweep through {@code nodes} alone: gradients of those wanted values that it reaches. */
    static Map<Value, Value> through(
            GraphBuilder builder, GradientRules rules, List<Node> nodes, Map<Value, Value> seeds, List<Value> wanted) {
        List<Node> guarded = GuardedSoftmax.merged(builder, nodes);
        Backward sweep = new Backward(builder, rules, dependents(guarded, wanted, rules));
        sweep.run(guarded, seeds);
        sweep.gradients.keySet().retainAll(wanted);
        return sweep.gradients;
    }

    /** {@code found}, with zeros for wanted values that it lacks. */
    static Map<Value, Value> allOf(List<Value> wanted, Map<Value, Value> found, GraphBuilder builder) {
        Map<Value, Value> all = new LinkedHashMap<>();
        for (Value value : wanted) {
            Value gradient = found.get(value);
            all.put(value, gradient == null ? builder.constant(Tensor.zeros(value.dtype(), value.shape())) : gradient);
        }
        return all;
    }

    /**
     * {@code wanted} and all that is computed from them by differentiable operators. What is no floating-point number is none
     * of these, but for what operators without a rule make, such as rounded numbers, and what is made of it: these are to be
     * refused, not passed over.
     */
    static Set<Value> dependents(List<Node> forward, List<Value> wanted, GradientRules rules) {
        Set<Value> dependents = new HashSet<>(wanted);
        for (Node node : forward) {
            if (!rules.isConstant(node.op()) && node.inputs().stream().anyMatch(dependents::contains)) {
                boolean all = !rules.isDifferentiable(node.op())
                        || node.inputs().stream()
                                .anyMatch(input -> dependents.contains(input)
                                        && !input.dtype().isFloatingPoint());
                node.outputs().stream()
                        .filter(output -> all || output.dtype().isFloatingPoint())
                        .filter(output -> !output.isAbsent())
                        .forEach(dependents::add);
            }
        }
        return dependents;
    }

    private void refuseWhatHasNoRule(List<Node> forward, Set<Value> seeded) {
        Set<Value> reaching = new HashSet<>(seeded);
        Map<String, String> refused = new LinkedHashMap<>();
        for (int i = forward.size() - 1; i >= 0; i--) {
            Node node = forward.get(i);
            if (node.outputs().stream().anyMatch(reaching::contains)
                    && node.outputs().stream().anyMatch(needed::contains)) {
                reaching.addAll(node.inputs());
                rules.refusal(node, builder)
                        .ifPresent(reason -> refused.put(
                                builder.withoutScope(node.name()) + " ("
                                        + node.op().onnxName() + ")",
                                reason));
            }
        }
        if (!refused.isEmpty()) {
            throw new UnsupportedOpException(refused);
        }
    }

    private void run(List<Node> forward, Map<Value, Value> seeds) {
        seeds.forEach((value, gradient) -> contribute(value, () -> gradient));
        for (int i = forward.size() - 1; i >= 0; i--) {
            visit(forward.get(i));
        }
    }

    private void visit(Node node) {
        boolean reached = node.outputs().stream().anyMatch(gradients::containsKey);
        if (!reached || node.inputs().stream().noneMatch(needed::contains)) {
            return;
        }
        builder.in("grad/" + node.name(), () -> {
            rules.expansionOf(node.op())
                    .ifPresentOrElse(expansion -> goThrough(node, expansion), () -> rules.rule(node.op())
                            .apply(node, new Scope()));
            return null;
        });
    }

    /** A sweep over the nodes that compute what {@code node} does. */
    private void goThrough(Node node, Expansion expansion) {
        Value arriving = node.outputs().stream()
                .map(gradients::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        List<Value> outputs = expansion.expandAfter(arriving, node, builder);
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            Value gradient = gradients.get(node.output(i));
            if (gradient != null) {
                seeds.merge(outputs.get(i), gradient, builder::sum);
            }
        }
        List<Value> wanted =
                node.inputs().stream().filter(needed::contains).distinct().toList();
        Set<Value> from = new HashSet<>(node.inputs());
        from.add(arriving);
        List<Node> between = between(from, seeds.keySet());
        Backward inner = new Backward(builder, rules, dependents(between, wanted, rules));
        inner.run(between, seeds);
        wanted.forEach(input ->
                Optional.ofNullable(inner.gradients.get(input)).ifPresent(found -> contribute(input, () -> found)));
    }

    /** The nodes that compute {@code to} from {@code from}, in the order in which they run. */
    private List<Node> between(Set<Value> from, Set<Value> to) {
        Deque<Node> between = new ArrayDeque<>();
        Set<Value> asked = new HashSet<>(to);
        List<Node> nodes = builder.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(output -> asked.contains(output) && !from.contains(output))) {
                between.addFirst(node);
                asked.addAll(node.inputs());
            }
        }
        return new ArrayList<>(between);
    }

    private void contribute(Value value, Supplier<Value> contribution) {
        if (!needed.contains(value)) {
            return;
        }
        Value given = contribution.get();
        if (!given.shape().equals(value.shape())) {
            throw new IllegalStateException("The gradient of " + value + " has shape " + given.shape());
        }
        gradients.merge(value, given, builder::sum);
    }

    private final class Scope extends GradientScope {
        Scope() {
            super(Backward.this.builder);
        }

        @Override
        public Optional<Value> gradientIfAny(Value output) {
            return Optional.ofNullable(gradients.get(output));
        }

        @Override
        public boolean needs(Value input) {
            return needed.contains(input);
        }

        @Override
        public void give(Value input, Supplier<Value> contribution) {
            contribute(input, contribution);
        }
    }
}
