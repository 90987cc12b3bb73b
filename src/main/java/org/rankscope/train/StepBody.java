package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.autodiff.Gate;
import org.rankscope.graph.DType;
import org.rankscope.graph.Fusion;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.peft.StepRule;

/**
 * Makes the body of the scan over optimiser steps: the states, a step's micro-batches and its scalars in; the next states, the
 * loss and the norm of the gradients out.
 */
record StepBody(
        StepGradient gradient,
        TrainingGraph.Options options,
        TrainingStates states,
        StepScalars stepScalars,
        GraphBuilder outer) {
    /** What the optimiser moves: θ, m and v, which come first. */
    private static final int MOVED = 3;

    Graph build() {
        GraphBuilder g = new GraphBuilder("train");
        return g.in("step", () -> {
            Map<String, Value> now = new LinkedHashMap<>();
            states.inputs().forEach((name, shape) -> now.put(name, input(g, name, shape)));
            List<Value> moving = List.copyOf(now.values()).subList(0, MOVED * parts());
            List<Value> theta = moving.subList(0, parts());
            Map<String, Value> batches = gradient.inputs(g);
            Map<String, Value> scalars = new LinkedHashMap<>();
            stepScalars.names().forEach(name -> scalars.put(name, input(g, name, Shape.SCALAR)));

            Optional<Value> scale = Optional.ofNullable(LossScale.of(now));
            StepGradient.Found found = penalised(g, theta, gradient.of(g, theta, batches, scale));
            Value norm = norm(g, found.gradient());
            List<Value> clipped = options.maxGradNorm().isEmpty()
                    ? found.gradient()
                    : clipped(g, found.gradient(), norm, (float)
                            options.maxGradNorm().getAsDouble());
            List<Value> results = new ArrayList<>(optimised(g, moving, clipped, norm, scalars));
            // ONNX Runtime begins with the last node that none reads: probabilities needn't wait for the optimiser.
            Value loss = found.loss().get();
            states.rule().ifPresent(rule -> afterStep(g, rule, results, clipped.get(0), now, scalars));
            scale.ifPresent(current -> onlyIfFinite(g, LossScale.finite(g, norm), results, now));
            results.addAll(List.of(loss, norm));
            if (options.keepGradients()) {
                results.add(states.parameters().concat(g, states.split(g, found.gradient())));
            }
            return Fusion.of(g.buildBody(results, outer));
        });
    }

    private int parts() {
        return states.parts().size();
    }

    /** {@code found} with the method's penalty, which counts once a step. */
    private StepGradient.Found penalised(GraphBuilder g, List<Value> theta, StepGradient.Found found) {
        Optional<StepRule.Penalty> penalty =
                states.rule().flatMap(rule -> g.in("penalty", () -> rule.penalty(g, states.split(g, theta))));
        if (penalty.isEmpty()) {
            return found;
        }
        Map<String, Value> sums = states.split(g, found.gradient());
        penalty.get().gradients().forEach((name, its) -> sums.merge(name, its, g::add));
        return new StepGradient.Found(
                () -> g.add(found.loss().get(), penalty.get().loss()), states.concat(g, sums));
    }

    private static Value norm(GraphBuilder g, List<Value> gradient) {
        return g.sqrt(gradient.stream()
                .map(part -> g.reduceSumSquare(part, List.of(0L), false))
                .reduce(g::add)
                .orElseThrow());
    }

    /** {@code gradient} times min(1, max / (norm + 1e-6)), as PyTorch's clip_grad_norm_ has it. */
    private static List<Value> clipped(GraphBuilder g, List<Value> gradient, Value norm, float max) {
        Value bound = g.constant(max);
        Value factor = g.div(bound, g.max(g.add(norm, g.constant(1e-6f)), bound));
        return gradient.stream().map(part -> g.mul(part, factor)).toList();
    }

    /** θ', m' and v' of {@code moving}, in the same order. */
    private List<Value> optimised(
            GraphBuilder g, List<Value> moving, List<Value> gradient, Value norm, Map<String, Value> scalars) {
        int count = parts();
        Map<String, Value> inTime = new LinkedHashMap<>(scalars);
        if (states.areCut()) {
            // A moved part may lie on the θ that gradients are computed from: not before they all are there.
            Gate gate = new Gate(g, norm);
            inTime.replaceAll((name, value) -> gate.of(value));
        }
        Value[] next = new Value[MOVED * count];
        for (int i = 0; i < count; i++) {
            AdamW.State state = stepScalars
                    .optimizer()
                    .update(
                            g,
                            new AdamW.State(moving.get(i), moving.get(count + i), moving.get(2 * count + i)),
                            gradient.get(i),
                            stepScalars.groups().within(states.parts().get(i)),
                            inTime);
            next[i] = state.theta();
            next[count + i] = state.m();
            next[2 * count + i] = state.v();
        }
        return List.of(next);
    }

    /** Lets the method's rule have its way with {@code results}, θ', m' and v', and adds what it keeps. */
    private void afterStep(
            GraphBuilder g,
            StepRule rule,
            List<Value> results,
            Value gradient,
            Map<String, Value> now,
            Map<String, Value> scalars) {
        Map<String, Value> own = states.own(now);
        StepRule.Step step = new StepRule.Step(
                states.parameters().split(g, results.get(0)),
                states.parameters().split(g, gradient),
                own,
                stepScalars.own(scalars));
        StepRule.After after = g.in("rule", () -> rule.after(g, step));
        if (!after.trained().equals(step.trained())) {
            results.set(0, states.parameters().concat(g, after.trained()));
        }
        own.keySet().forEach(name -> results.add(after.states().get(name)));
    }

    /** Takes back what {@code results} change where the gradients were not finite, and puts the next loss scale among them. */
    private void onlyIfFinite(GraphBuilder g, Value finite, List<Value> results, Map<String, Value> now) {
        List<Value> scaling = LossScale.next(g, now, finite);
        List<Value> before = new ArrayList<>(now.values());
        before.subList(MOVED * parts(), MOVED * parts() + scaling.size()).clear();
        for (int i = 0; i < results.size(); i++) {
            results.set(i, g.where(finite, results.get(i), before.get(i)));
        }
        results.addAll(MOVED * parts(), scaling);
    }

    private static Value input(GraphBuilder g, String name, Shape shape) {
        return g.input("step/" + name, DType.FLOAT, shape);
    }
}
