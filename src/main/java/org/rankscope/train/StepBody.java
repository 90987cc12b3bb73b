package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rankscope.autodiff.Backward;
import org.rankscope.autodiff.Gate;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.autodiff.Recomputation;
import org.rankscope.autodiff.rule.Kernels;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.Fusion;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.peft.FlatParameters;
import org.rankscope.peft.StepRule;

/**
 * Makes the body of the scan over optimiser steps: the states, a step's micro-batches and its scalars in; the next states, the
 * loss and the norm of the gradients out.
 *
 * @param model the loss of the adapted model on a micro-batch
 * @param options what the graph is built for
 * @param fed what a micro-batch is made of, see {@link ModelLoss#fed}
 * @param drawn inputs that are drawn at random for each micro-batch
 * @param parts what θ, m and v are cut into, see {@link TrainingGraph#parts}
 * @param outer the graph that holds the model's parameters
 */
record StepBody(
        ModelLoss model,
        TrainingGraph.Options options,
        List<Value> fed,
        List<Value> drawn,
        FlatParameters parameters,
        List<FlatParameters> parts,
        StepScalars stepScalars,
        GraphBuilder outer) {
    /** What the optimiser moves: θ, m and v, which come first. */
    private static final int MOVED = 3;

    /** One optimiser step: the states, the step's micro-batches and scalars in; the next states, loss and norm out. */
    Graph build() {
        GraphBuilder g = new GraphBuilder("train");
        return g.in("step", () -> {
            Map<String, Value> states = new LinkedHashMap<>();
            TrainingGraph.inputs(parts, parameters, stepScalars.rule(), options.halves())
                    .forEach((name, shape) -> states.put(name, input(g, name, shape)));
            List<Value> moved = List.copyOf(states.values()).subList(0, MOVED * parts.size());
            List<Value> theta = moved.subList(0, parts.size());
            Map<String, Value> slices = sliceInputs(g, "step/", Shape.of(options.microBatches()));
            Map<String, Value> scalars = new LinkedHashMap<>();
            stepScalars.names().forEach(name -> scalars.put(name, input(g, name, Shape.SCALAR)));

            Optional<Value> scale = Optional.ofNullable(LossScale.of(states));
            LossAndGradient found = penalised(
                    g,
                    theta,
                    options.microBatches() == 1
                            ? lossAndGradient(g, theta, withoutMicroAxis(g, slices), scale)
                            : accumulate(g, theta, slices, scale));
            Value norm = norm(g, found.gradient());
            List<Value> clipped = options.maxGradNorm().isEmpty()
                    ? found.gradient()
                    : clipped(g, found.gradient(), norm, (float)
                            options.maxGradNorm().getAsDouble());
            List<Value> results = new ArrayList<>(moved(g, moved, clipped, norm, scalars));
            // ONNX Runtime begins with the last node that none reads: probabilities needn't wait for the optimiser.
            Value loss = found.loss().get();
            stepScalars.rule().ifPresent(one -> afterStep(g, one, results, clipped.get(0), states, scalars));
            scale.ifPresent(current -> onlyIfFinite(g, LossScale.finite(g, norm), results, states));
            results.addAll(List.of(loss, norm));
            if (options.keepGradients()) {
                results.add(parameters.concat(g, split(g, parts, found.gradient())));
            }
            return Fusion.of(g.buildBody(results, outer));
        });
    }

    /** The tensors that lie in the {@code vectors} of {@code parts}, by name. */
    static Map<String, Value> split(GraphBuilder g, List<FlatParameters> parts, List<Value> vectors) {
        Map<String, Value> tensors = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            tensors.putAll(parts.get(i).split(g, vectors.get(i)));
        }
        return tensors;
    }

    private List<Value> concat(GraphBuilder g, Map<String, Value> tensors) {
        return parts.stream().map(part -> part.concat(g, tensors)).toList();
    }

    private static Value norm(GraphBuilder g, List<Value> gradient) {
        return g.sqrt(gradient.stream()
                .map(part -> g.reduceSumSquare(part, List.of(0L), false))
                .reduce(g::add)
                .orElseThrow());
    }

    private static List<Value> clipped(GraphBuilder g, List<Value> gradient, Value norm, float max) {
        Value factor = clipFactor(g, norm, max);
        return gradient.stream().map(part -> g.mul(part, factor)).toList();
    }

    /** θ', m' and v' of {@code moved}, part by part. */
    private List<Value> moved(
            GraphBuilder g, List<Value> moved, List<Value> gradient, Value norm, Map<String, Value> scalars) {
        int count = parts.size();
        Map<String, Value> inTime = new LinkedHashMap<>(scalars);
        if (count > 1) {
            // What is moved may lie on what gradients are computed from: not before they all are there.
            Gate gate = new Gate(g, norm);
            inTime.replaceAll((name, value) -> gate.of(value));
        }
        Value[] next = new Value[MOVED * count];
        for (int i = 0; i < count; i++) {
            AdamW.State state = stepScalars
                    .optimizer()
                    .update(
                            g,
                            new AdamW.State(moved.get(i), moved.get(count + i), moved.get(2 * count + i)),
                            gradient.get(i),
                            stepScalars.groups().within(parts.get(i)),
                            inTime);
            next[i] = state.theta();
            next[count + i] = state.m();
            next[2 * count + i] = state.v();
        }
        return List.of(next);
    }

    /** {@code found} with the method's penalty, which counts once a step. */
    private LossAndGradient penalised(GraphBuilder g, List<Value> theta, LossAndGradient found) {
        Optional<StepRule.Penalty> penalty =
                stepScalars.rule().flatMap(one -> g.in("penalty", () -> one.penalty(g, split(g, parts, theta))));
        if (penalty.isEmpty()) {
            return found;
        }
        Map<String, Value> sums = split(g, parts, found.gradient());
        penalty.get().gradients().forEach((name, its) -> sums.merge(name, its, g::add));
        return new LossAndGradient(() -> g.add(found.loss().get(), penalty.get().loss()), concat(g, sums));
    }

    /** Lets the method's rule have its way with {@code results}, θ', m' and v', and adds what it keeps. */
    private void afterStep(
            GraphBuilder g,
            StepRule rule,
            List<Value> results,
            Value gradient,
            Map<String, Value> states,
            Map<String, Value> scalars) {
        Map<String, Value> own = new LinkedHashMap<>();
        rule.states().keySet().forEach(name -> own.put(name, states.get(TrainingGraph.RULE + name)));
        StepRule.Step step = new StepRule.Step(
                parameters.split(g, results.get(0)), parameters.split(g, gradient), own, stepScalars.own(scalars));
        StepRule.After after = g.in("rule", () -> rule.after(g, step));
        if (!after.trained().equals(step.trained())) {
            results.set(0, parameters.concat(g, after.trained()));
        }
        own.keySet().forEach(name -> results.add(after.states().get(name)));
    }

    /** Takes back what {@code results} change where the gradients were not finite, and puts the next loss scale among them. */
    private void onlyIfFinite(GraphBuilder g, Value finite, List<Value> results, Map<String, Value> states) {
        List<Value> scaling = LossScale.next(g, states, finite);
        List<Value> before = new ArrayList<>(states.values());
        before.subList(MOVED * parts.size(), MOVED * parts.size() + scaling.size())
                .clear();
        for (int i = 0; i < results.size(); i++) {
            results.set(i, g.where(finite, results.get(i), before.get(i)));
        }
        results.addAll(MOVED * parts.size(), scaling);
    }

    /** min(1, max / (norm + 1e-6)), as PyTorch's clip_grad_norm_ has it. */
    private static Value clipFactor(GraphBuilder g, Value norm, float max) {
        Value bound = g.constant(max);
        return g.div(bound, g.max(g.add(norm, g.constant(1e-6f)), bound));
    }

    /** The loss is put into the graph when it is asked for. Of the gradient there is a vector for each part. */
    private record LossAndGradient(Supplier<Value> loss, List<Value> gradient) {}

    /** Sums loss and gradient over the micro-batches of a step: a scan within the step. */
    private LossAndGradient accumulate(
            GraphBuilder step, List<Value> theta, Map<String, Value> slices, Optional<Value> scale) {
        GraphBuilder g = new GraphBuilder("micro");
        Graph body = g.in("micro", () -> {
            List<Value> gradientSums = new ArrayList<>();
            parts.forEach(part ->
                    gradientSums.add(g.input("micro/gradient_sum/" + gradientSums.size(), DType.FLOAT, part.shape())));
            Value lossSum = g.input("micro/loss_sum", DType.FLOAT, Shape.SCALAR);
            Map<String, Value> inner = sliceInputs(g, "micro/", Shape.SCALAR);
            LossAndGradient one = lossAndGradient(g, theta, inner, scale);
            List<Value> next = new ArrayList<>();
            gradientSums.forEach(sum -> next.add(g.add(sum, one.gradient().get(next.size()))));
            next.add(g.add(lossSum, one.loss().get()));
            return g.buildBody(next, outer);
        });
        List<Value> zeros = new ArrayList<>();
        parts.forEach(part -> zeros.add(step.expand(step.constant(0), part.shape())));
        zeros.add(step.constant(0));
        List<Value> sums = step.scan(body, zeros, List.copyOf(slices.values()));
        return new LossAndGradient(() -> sums.get(parts.size()), sums.subList(0, parts.size()));
    }

    /** @param scale what the loss is scaled with for its gradients; they come out as they would be without */
    private LossAndGradient lossAndGradient(
            GraphBuilder g, List<Value> theta, Map<String, Value> batch, Optional<Value> scale) {
        Map<String, Value> trained = split(g, parts, theta);
        ItemLoss loss = model.build(g, trained, batch, batch.get(TrainingGraph.WEIGHT));
        Value seed = scale.map(factor -> g.mul(loss.logitsGradient(), factor)).orElse(loss.logitsGradient());
        Map<Value, Value> seeds = Map.of(loss.logits(), seed);
        GradientRules rules = StandardGradientRules.table(options.device().isCuda() ? Kernels.CUDA : Kernels.CPU);
        List<Value> wanted = List.copyOf(trained.values());
        Map<Value, Value> gradients = options.recompute()
                ? Recomputation.gradients(g, rules, seeds, wanted)
                : Backward.gradients(g, rules, seeds, wanted);
        Map<String, Value> named = new LinkedHashMap<>();
        trained.forEach((name, value) -> named.put(name, gradients.get(value)));
        List<Value> exact = new ArrayList<>(concat(g, named));
        if (options.halves().isPresent()) {
            exact.replaceAll(part -> g.cast(part, DType.FLOAT));
        }
        scale.ifPresent(factor -> exact.replaceAll(part -> g.div(part, factor)));
        return new LossAndGradient(() -> loss.total(g), exact);
    }

    private Map<String, Value> sliceInputs(GraphBuilder g, String prefix, Shape front) {
        Map<String, Value> slices = new LinkedHashMap<>();
        fed.forEach(tensor -> slices.put(
                tensor.name(), g.input(prefix + tensor.name(), tensor.dtype(), under(front, tensor.shape()))));
        slices.put(TrainingGraph.WEIGHT, g.input(prefix + TrainingGraph.WEIGHT, DType.FLOAT, front));
        drawn.forEach(input ->
                slices.put(input.name(), g.input(prefix + input.name(), input.dtype(), under(front, input.shape()))));
        return slices;
    }

    private static Map<String, Value> withoutMicroAxis(GraphBuilder g, Map<String, Value> slices) {
        Map<String, Value> result = new LinkedHashMap<>();
        slices.forEach(
                (name, value) -> result.put(name, g.reshape(value, value.shape().inner())));
        return result;
    }

    private static Shape under(Shape front, Shape shape) {
        return front.rank() == 0 ? shape : shape.prepend(front.dim(0));
    }

    private static Value input(GraphBuilder g, String name, Shape shape) {
        return g.input("step/" + name, DType.FLOAT, shape);
    }
}
