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
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.peft.FlatParameters;

/**
 * Loss and gradient of one step: the sums over its micro-batches.
 *
 * @param model the loss of the adapted model on a micro-batch
 * @param options what the graph is built for
 * @param fed what a micro-batch is made of, see {@link ModelLoss#fed}
 * @param drawn inputs that are drawn at random for each micro-batch
 * @param outer the graph that holds the model's parameters
 */
record StepGradient(
        ModelLoss model,
        TrainingGraph.Options options,
        List<Value> fed,
        List<Value> drawn,
        TrainingStates states,
        GraphBuilder outer) {
    /**
     * What a step comes to.
     *
     * @param loss a scalar, put into the graph when it is asked for
     * @param gradient a vector for each of {@link TrainingStates#parts}
     */
    record Found(Supplier<Value> loss, List<Value> gradient) {}

    /** The step's micro-batches as inputs of {@code g}, by name, [micro, ...]. */
    Map<String, Value> inputs(GraphBuilder g) {
        return inputs(g, "step/", Shape.of(options.microBatches()));
    }

    /**
     * Puts into {@code g} what is needed.
     *
     * @param batches {@link #inputs(GraphBuilder)}
     * @param scale what the loss is scaled with for its gradients; they come out as they would be without
     */
    Found of(GraphBuilder g, List<Value> theta, Map<String, Value> batches, Optional<Value> scale) {
        return options.microBatches() == 1
                ? ofOne(g, theta, withoutMicroAxis(g, batches), scale)
                : sum(g, theta, batches, scale);
    }

    /** A scan within the step. */
    private Found sum(GraphBuilder step, List<Value> theta, Map<String, Value> batches, Optional<Value> scale) {
        List<FlatParameters> parts = states.parts();
        GraphBuilder g = new GraphBuilder("micro");
        Graph body = g.in("micro", () -> {
            List<Value> gradientSums = new ArrayList<>();
            parts.forEach(part ->
                    gradientSums.add(g.input("micro/gradient_sum/" + gradientSums.size(), DType.FLOAT, part.shape())));
            Value lossSum = g.input("micro/loss_sum", DType.FLOAT, Shape.SCALAR);
            Map<String, Value> batch = inputs(g, "micro/", Shape.SCALAR);
            Found one = ofOne(g, theta, batch, scale);
            List<Value> next = new ArrayList<>();
            gradientSums.forEach(sum -> next.add(g.add(sum, one.gradient().get(next.size()))));
            next.add(g.add(lossSum, one.loss().get()));
            return g.buildBody(next, outer);
        });
        List<Value> zeros = new ArrayList<>();
        parts.forEach(part -> zeros.add(step.expand(step.constant(0), part.shape())));
        zeros.add(step.constant(0));
        List<Value> sums = step.scan(body, zeros, List.copyOf(batches.values()));
        return new Found(() -> sums.get(parts.size()), sums.subList(0, parts.size()));
    }

    private Found ofOne(GraphBuilder g, List<Value> theta, Map<String, Value> batch, Optional<Value> scale) {
        Map<String, Value> trained = states.split(g, theta);
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
        List<Value> exact = new ArrayList<>(states.concat(g, named));
        if (options.halves().isPresent()) {
            exact.replaceAll(part -> g.cast(part, DType.FLOAT));
        }
        scale.ifPresent(factor -> exact.replaceAll(part -> g.div(part, factor)));
        return new Found(() -> loss.total(g), exact);
    }

    private Map<String, Value> inputs(GraphBuilder g, String prefix, Shape front) {
        Map<String, Value> inputs = new LinkedHashMap<>();
        fed.forEach(tensor -> inputs.put(
                tensor.name(), g.input(prefix + tensor.name(), tensor.dtype(), under(front, tensor.shape()))));
        inputs.put(TrainingGraph.WEIGHT, g.input(prefix + TrainingGraph.WEIGHT, DType.FLOAT, front));
        drawn.forEach(input ->
                inputs.put(input.name(), g.input(prefix + input.name(), input.dtype(), under(front, input.shape()))));
        return inputs;
    }

    private static Shape under(Shape front, Shape shape) {
        return front.rank() == 0 ? shape : shape.prepend(front.dim(0));
    }

    private static Map<String, Value> withoutMicroAxis(GraphBuilder g, Map<String, Value> batches) {
        Map<String, Value> result = new LinkedHashMap<>();
        batches.forEach(
                (name, value) -> result.put(name, g.reshape(value, value.shape().inner())));
        return result;
    }
}
