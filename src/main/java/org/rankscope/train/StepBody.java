package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.rankscope.autodiff.Backward;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.autodiff.Recomputation;
import org.rankscope.autodiff.rule.Kernels;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.Fusion;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
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
 * @param outer the graph that holds the model's parameters
 */
record StepBody(
        ModelLoss model,
        TrainingGraph.Options options,
        List<Value> fed,
        List<Value> drawn,
        FlatParameters parameters,
        StepScalars stepScalars,
        GraphBuilder outer) {
    /** States that the optimiser moves: θ, m and v, which come first. */
    private static final int MOVED = 3;

    /** One optimiser step: the states, the step's micro-batches and scalars in; the next states, loss and norm out. */
    Graph build() {
        GraphBuilder g = new GraphBuilder("train");
        return g.in("step", () -> {
            Map<String, Value> states = new LinkedHashMap<>();
            TrainingGraph.states(parameters, stepScalars.rule(), options.halves())
                    .forEach((name, shape) -> states.put(name, input(g, name, shape)));
            AdamW.State state = new AdamW.State(states.get(TrainingGraph.THETA), states.get("m"), states.get("v"));
            Map<String, Value> slices = sliceInputs(g, "step/", Shape.of(options.microBatches()));
            Map<String, Value> scalars = new LinkedHashMap<>();
            stepScalars.names().forEach(name -> scalars.put(name, input(g, name, Shape.SCALAR)));

            Optional<Value> scale = Optional.ofNullable(LossScale.of(states));
            LossAndGradient found = penalised(
                    g,
                    state.theta(),
                    options.microBatches() == 1
                            ? lossAndGradient(g, state.theta(), withoutMicroAxis(g, slices), scale)
                            : accumulate(g, state.theta(), slices, scale));
            Value norm = g.sqrt(g.reduceSumSquare(found.gradient(), List.of(0L), false));
            Value clipped = options.maxGradNorm().isEmpty()
                    ? found.gradient()
                    : g.mul(found.gradient(), clipFactor(g, norm, (float)
                            options.maxGradNorm().getAsDouble()));
            AdamW.State next = stepScalars.optimizer().update(g, state, clipped, stepScalars.groups(), scalars);
            // ONNX Runtime begins with the last node that none reads: probabilities needn't wait for the optimiser.
            Value loss = found.loss().get();
            List<Value> results = new ArrayList<>(List.of(next.theta(), next.m(), next.v()));
            stepScalars.rule().ifPresent(one -> afterStep(g, one, results, clipped, states, scalars));
            scale.ifPresent(current -> onlyIfFinite(g, LossScale.finite(g, norm), results, states));
            results.addAll(List.of(loss, norm));
            if (options.keepGradients()) {
                results.add(found.gradient());
            }
            return Fusion.of(g.buildBody(results, outer));
        });
    }

    /** {@code found} with the method's penalty, which counts once a step. */
    private LossAndGradient penalised(GraphBuilder g, Value theta, LossAndGradient found) {
        Optional<StepRule.Penalty> penalty =
                stepScalars.rule().flatMap(one -> g.in("penalty", () -> one.penalty(g, parameters.split(g, theta))));
        if (penalty.isEmpty()) {
            return found;
        }
        Map<String, Value> sums = parameters.split(g, found.gradient());
        penalty.get().gradients().forEach((name, its) -> sums.merge(name, its, g::add));
        return new LossAndGradient(() -> g.add(found.loss().get(), penalty.get().loss()), parameters.concat(g, sums));
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
        before.subList(MOVED, MOVED + scaling.size()).clear();
        for (int i = 0; i < results.size(); i++) {
            results.set(i, g.where(finite, results.get(i), before.get(i)));
        }
        results.addAll(MOVED, scaling);
    }

    /** min(1, max / (norm + 1e-6)), as PyTorch's clip_grad_norm_ has it. */
    private static Value clipFactor(GraphBuilder g, Value norm, float max) {
        Value bound = g.constant(max);
        return g.div(bound, g.max(g.add(norm, g.constant(1e-6f)), bound));
    }

    /** The loss is put into the graph when it is asked for. */
    private record LossAndGradient(Supplier<Value> loss, Value gradient) {}

    /** Sums loss and gradient over the micro-batches of a step: a scan within the step. */
    private LossAndGradient accumulate(
            GraphBuilder step, Value theta, Map<String, Value> slices, Optional<Value> scale) {
        GraphBuilder g = new GraphBuilder("micro");
        Graph body = g.in("micro", () -> {
            Value gradientSum = g.input("micro/gradient_sum", DType.FLOAT, parameters.shape());
            Value lossSum = g.input("micro/loss_sum", DType.FLOAT, Shape.SCALAR);
            Map<String, Value> inner = sliceInputs(g, "micro/", Shape.SCALAR);
            LossAndGradient one = lossAndGradient(g, theta, inner, scale);
            Value gradients = g.add(gradientSum, one.gradient());
            return g.buildBody(List.of(gradients, g.add(lossSum, one.loss().get())), outer);
        });
        List<Value> sums = step.scan(
                body,
                List.of(step.constant(Tensor.zeros(DType.FLOAT, parameters.shape())), step.constant(0)),
                List.copyOf(slices.values()));
        return new LossAndGradient(() -> sums.get(1), sums.get(0));
    }

    /** @param scale what the loss is scaled with for its gradients; they come out as they would be without */
    private LossAndGradient lossAndGradient(
            GraphBuilder g, Value theta, Map<String, Value> batch, Optional<Value> scale) {
        Map<String, Value> trained = parameters.split(g, theta);
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
        Value flat = parameters.concat(g, named);
        Value exact = options.halves().isPresent() ? g.cast(flat, DType.FLOAT) : flat;
        return new LossAndGradient(
                () -> loss.total(g), scale.map(factor -> g.div(exact, factor)).orElse(exact));
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
