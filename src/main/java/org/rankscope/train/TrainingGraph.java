package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.rankscope.autodiff.Backward;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.autodiff.Recomputation;
import org.rankscope.autodiff.rule.StandardGradientRules;
import org.rankscope.graph.DType;
import org.rankscope.graph.Fusion;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.StepRule;

/**
 * One ONNX graph that trains and evaluates: a {@code Scan} over optimiser steps with θ, m and v as its states, then a
 * {@code Scan} over evaluation batches that reads the θ the first one ends with. Each is chosen by an {@code If}, because a
 * scan over nothing is refused by ONNX Runtime. Base weights are parameters of the outermost graph, held once for both.
 *
 * <p>A method's {@link StepRule} takes part in each step: its penalty in the loss and the gradients, what it does after the
 * optimiser, and its states beside θ, m and v.
 *
 * @param graph inputs: {@link #states}; {@link #TRAIN} and {@link #EVALUATION} with the names below behind them
 * @param targets what the items of a batch are to predict
 * @param outcomes outputs of the evaluation scan [batches, ...] by name: {@link #ROW_LOSSES}, then what the {@link Outcome} has
 * @param fed what a batch is made of, see {@link ModelLoss#fed}
 * @param drawn inputs [steps, micro, ...] behind {@link #TRAIN} that are drawn at random
 * @param scalars inputs [steps] behind {@link #TRAIN}
 */
record TrainingGraph(
        Graph graph,
        FlatParameters parameters,
        Targets targets,
        List<String> outcomes,
        List<Value> fed,
        List<AdapterMethod.Drawn> drawn,
        StepScalars scalars) {
    /** The trained values [P]. */
    static final String THETA = "theta";

    /** The optimiser's moments [P]. */
    private static final List<String> MOMENTS = List.of("m", "v");

    /** Prefix of the states of a {@link StepRule}. */
    private static final String RULE = "rule/";

    /** Prefix of inputs of the training scan: [steps, micro, ...] for each tensor of a batch, weights FLOAT [steps, micro]. */
    static final String TRAIN = "train/";

    /** Prefix of inputs of the evaluation scan: [batches, ...] for each tensor of a batch. */
    static final String EVALUATION = "eval/";

    /** What a predicted token of a micro-batch counts in the step's loss. */
    static final String WEIGHT = "weight";

    /** Input BOOL: whether to train, whether to evaluate. Where not, the inputs behind the prefix are not looked at. */
    static final String WANTED = "wanted";

    /** Prefix of the outputs that are the next run's {@link #states}. */
    static final String NEXT = "next/";

    /** Outputs: FLOAT [steps] each; {@link #GRADIENTS} [steps, P] if asked for; {@link #ROW_LOSSES} [batches, batch]. */
    static final String LOSS = "loss";

    static final String GRADIENT_NORM = "gradient_norm";
    static final String GRADIENTS = "gradients";
    static final String ROW_LOSSES = "row_losses";

    /** What goes from step to step, by the names of its inputs: θ, m and v [P], and what a {@link StepRule} has. */
    Map<String, Shape> states() {
        return states(parameters, rule());
    }

    private static Map<String, Shape> states(FlatParameters parameters, Optional<StepRule> rule) {
        Map<String, Shape> states = new LinkedHashMap<>();
        states.put(THETA, parameters.shape());
        MOMENTS.forEach(name -> states.put(name, parameters.shape()));
        rule.ifPresent(one -> one.states().forEach((name, value) -> states.put(RULE + name, value.shape())));
        return states;
    }

    /** The {@link #states} of a run that begins with {@code theta}. */
    Map<String, Tensor> starting(Tensor theta) {
        Map<String, Tensor> states = new LinkedHashMap<>();
        states.put(THETA, theta);
        MOMENTS.forEach(name -> states.put(name, Tensor.zeros(DType.FLOAT, parameters.shape())));
        rule().ifPresent(rule -> rule.states().forEach((name, value) -> states.put(RULE + name, value)));
        return states;
    }

    /** What the method does at each step. */
    Optional<StepRule> rule() {
        return scalars.rule();
    }

    /** Those {@link #states} that belong to what a run leaves: all but the optimiser's. */
    List<String> kept() {
        return states().keySet().stream()
                .filter(name -> !MOMENTS.contains(name))
                .toList();
    }

    /** The values of {@link #kept} as the method knows them: what is trained, and its own states. */
    Map<String, Tensor> values(Map<String, Tensor> kept) {
        Map<String, Tensor> values = parameters.unpack(kept.get(THETA));
        values.putAll(ownStates(kept));
        return values;
    }

    /** Those {@link #states} that are the {@link StepRule}'s. */
    List<String> ofRule() {
        return states().keySet().stream().filter(name -> name.startsWith(RULE)).toList();
    }

    /** The states of the {@link StepRule} among {@code states}, under its names. */
    Map<String, Tensor> ownStates(Map<String, Tensor> states) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        states.forEach((name, value) -> {
            if (name.startsWith(RULE)) {
                own.put(name.substring(RULE.length()), value);
            }
        });
        return own;
    }

    /**
     * What the graph is built for.
     *
     * @param microBatches micro-batches of a step
     * @param maxGradNorm largest 2-norm of the gradients; empty for no clipping
     * @param keepGradients whether unclipped gradients are an output
     * @param recompute whether activations are made again, block by block, instead of kept for the backward pass
     */
    record Options(
            Task task,
            int batchSize,
            int sequenceLength,
            int microBatches,
            TrialSpec.OptimizerSpec optimizer,
            OptionalDouble maxGradNorm,
            boolean keepGradients,
            boolean recompute) {
        /** What {@code spec} asks for, in batches of the given shape. */
        static Options of(TrialSpec spec, int batchSize, int sequenceLength) {
            return new Options(
                    spec.task(),
                    batchSize,
                    sequenceLength,
                    spec.optimizer().gradientAccumulationSteps(),
                    spec.optimizer(),
                    spec.optimizer().maxGradNorm() == null
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(spec.optimizer().maxGradNorm()),
                    spec.dumpGradientsAtStep() != null,
                    spec.gradientCheckpointing());
        }
    }

    /** Builds the graph; {@code teacher} gives the targets' distributions where there is one. */
    static TrainingGraph build(
            ModelGraph model, AdapterMethod method, Optional<AdapterMethod> teacher, Options options) {
        return new Builder(model, method, teacher, options).build();
    }

    /** The part of {@link TrainingGraph} that makes it. */
    private static final class Builder {
        private final AdapterMethod.Injected training;
        private final ModelLoss trainingLoss;
        private final ModelLoss evaluationLoss;
        private final Options options;
        private final Targets targets;
        private final List<Value> fed;
        private final FlatParameters parameters;
        private final Optional<StepRule> rule;
        private final StepScalars stepScalars;
        private final GraphBuilder outer = new GraphBuilder("rankscope");

        Builder(ModelGraph model, AdapterMethod method, Optional<AdapterMethod> teacher, Options options) {
            Graph base = method.base(model, options.batchSize(), options.sequenceLength());
            this.targets = Targets.of(
                    model,
                    options.task(),
                    options.batchSize(),
                    options.sequenceLength(),
                    method.virtualTokens(),
                    ModelLoss.Teacher.virtualTokens(teacher));
            this.training = method.inject(base, AdapterMethod.Mode.TRAINING);
            this.trainingLoss = new ModelLoss(
                    training.graph(),
                    ModelLoss.Teacher.of(teacher, model, options.batchSize(), options.sequenceLength()),
                    targets);
            Graph evaluation =
                    method.inject(base, AdapterMethod.Mode.EVALUATION).graph();
            this.evaluationLoss = new ModelLoss(
                    evaluation,
                    ModelLoss.Teacher.of(teacher, model, options.batchSize(), options.sequenceLength()),
                    targets);
            this.options = options;
            this.fed = ModelLoss.fed(model, targets, options.batchSize(), options.sequenceLength());
            this.parameters = new FlatParameters(method.trainable());
            this.rule = method.stepRule();
            this.stepScalars = new StepScalars(
                    AdamW.of(options.optimizer()), LearningGroups.of(method.trainable(), options.optimizer()), rule);
        }

        TrainingGraph build() {
            List<Value> states = states(parameters, rule).entrySet().stream()
                    .map(state -> outer.input(state.getKey(), DType.FLOAT, state.getValue()))
                    .toList();
            Value trainWanted = outer.input(TRAIN + WANTED, DType.BOOL, Shape.SCALAR);
            List<Value> scanned = new ArrayList<>();
            fed.forEach(tensor -> scanned.add(
                    steps(tensor.name(), tensor.dtype(), tensor.shape().prepend(options.microBatches()))));
            scanned.add(steps(WEIGHT, DType.FLOAT, Shape.of(options.microBatches())));
            drawn().forEach(input ->
                    scanned.add(steps(input.name(), input.dtype(), input.shape().prepend(options.microBatches()))));
            stepScalars.names().forEach(name -> scanned.add(steps(name, DType.FLOAT, Shape.SCALAR)));
            List<String> trainNames = new ArrayList<>();
            states.forEach(state -> trainNames.add(NEXT + state.name()));
            trainNames.addAll(List.of(LOSS, GRADIENT_NORM));
            if (options.keepGradients()) {
                trainNames.add(GRADIENTS);
            }
            GraphBuilder some = new GraphBuilder("some_steps");
            Graph train = some.buildBody(some.scan(stepBody(), states, scanned), outer);
            List<Value> results = new ArrayList<>(outer.either(trainWanted, train, noSteps(states), trainNames));

            Value evaluationWanted = outer.input(EVALUATION + WANTED, DType.BOOL, Shape.SCALAR);
            List<Value> batches = fed.stream()
                    .map(tensor -> outer.input(
                            EVALUATION + tensor.name(),
                            tensor.dtype(),
                            tensor.shape().prepend(Shape.FREE)))
                    .toList();
            Evaluation body = evaluationBody(results.get(0));
            GraphBuilder all = new GraphBuilder("all_batches");
            Graph evaluate = all.buildBody(all.scan(body.graph(), List.of(), batches), outer);
            GraphBuilder none = new GraphBuilder("no_batches");
            Graph skip = none.in("none", () -> {
                List<Value> empty = new ArrayList<>();
                body.graph()
                        .outputs()
                        .forEach(output -> addNothing(
                                none, empty, output.dtype(), output.shape().prepend(0)));
                return none.buildBody(empty, outer);
            });
            results.addAll(outer.either(evaluationWanted, evaluate, skip, body.names()));
            return new TrainingGraph(
                    outer.build(results), parameters, targets, body.names(), fed, training.drawn(), stepScalars);
        }

        /** The states as they are, and no losses. */
        private Graph noSteps(List<Value> states) {
            GraphBuilder g = new GraphBuilder("no_steps");
            return g.in("none", () -> {
                List<Value> results =
                        new ArrayList<>(states.stream().map(g::identity).toList());
                addNothing(g, results, DType.FLOAT, Shape.of(0));
                addNothing(g, results, DType.FLOAT, Shape.of(0));
                if (options.keepGradients()) {
                    addNothing(g, results, DType.FLOAT, parameters.shape().prepend(0));
                }
                return g.buildBody(results, outer);
            });
        }

        /** Adds a value of an {@code empty} shape that is none of {@code results}: those are outputs, each its own. */
        private static void addNothing(GraphBuilder g, List<Value> results, DType dtype, Shape empty) {
            Value nothing = g.identity(g.constant(Tensor.zeros(dtype, empty)));
            while (results.contains(nothing)) {
                nothing = g.identity(nothing);
            }
            results.add(nothing);
        }

        private Value steps(String name, DType dtype, Shape slice) {
            return outer.input(TRAIN + name, dtype, slice.prepend(Shape.FREE));
        }

        /** One optimiser step: the states, the step's micro-batches and scalars in; the next states, loss and norm out. */
        private Graph stepBody() {
            GraphBuilder g = new GraphBuilder("train");
            return g.in("step", () -> {
                Map<String, Value> states = new LinkedHashMap<>();
                states(parameters, rule).forEach((name, shape) -> states.put(name, input(g, name, shape)));
                AdamW.State state = new AdamW.State(states.get(THETA), states.get("m"), states.get("v"));
                Map<String, Value> slices = sliceInputs(g, "step/", Shape.of(options.microBatches()));
                Map<String, Value> scalars = new LinkedHashMap<>();
                stepScalars.names().forEach(name -> scalars.put(name, input(g, name, Shape.SCALAR)));

                LossAndGradient found = penalised(
                        g,
                        state.theta(),
                        options.microBatches() == 1
                                ? lossAndGradient(g, state.theta(), withoutMicroAxis(g, slices))
                                : accumulate(g, state.theta(), slices));
                Value norm = g.sqrt(g.reduceSumSquare(found.gradient(), List.of(0L), false));
                Value clipped = options.maxGradNorm().isEmpty()
                        ? found.gradient()
                        : g.mul(found.gradient(), clipFactor(g, norm, (float)
                                options.maxGradNorm().getAsDouble()));
                AdamW.State next = stepScalars.optimizer().update(g, state, clipped, stepScalars.groups(), scalars);
                // ONNX Runtime begins with the last node that none reads: probabilities needn't wait for the optimiser.
                Value loss = found.loss().get();
                List<Value> results = new ArrayList<>(List.of(next.theta(), next.m(), next.v()));
                rule.ifPresent(one -> afterStep(g, one, results, clipped, states, scalars));
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
                    rule.flatMap(one -> g.in("penalty", () -> one.penalty(g, parameters.split(g, theta))));
            if (penalty.isEmpty()) {
                return found;
            }
            Map<String, Value> sums = parameters.split(g, found.gradient());
            penalty.get().gradients().forEach((name, its) -> sums.merge(name, its, g::add));
            return new LossAndGradient(
                    () -> g.add(found.loss().get(), penalty.get().loss()), parameters.concat(g, sums));
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
            rule.states().keySet().forEach(name -> own.put(name, states.get(RULE + name)));
            StepRule.Step step = new StepRule.Step(
                    parameters.split(g, results.get(0)), parameters.split(g, gradient), own, stepScalars.own(scalars));
            StepRule.After after = g.in("rule", () -> rule.after(g, step));
            if (!after.trained().equals(step.trained())) {
                results.set(0, parameters.concat(g, after.trained()));
            }
            own.keySet().forEach(name -> results.add(after.states().get(name)));
        }

        /** min(1, max / (norm + 1e-6)), as PyTorch's clip_grad_norm_ has it. */
        private static Value clipFactor(GraphBuilder g, Value norm, float max) {
            Value bound = g.constant(max);
            return g.div(bound, g.max(g.add(norm, g.constant(1e-6f)), bound));
        }

        /** The loss is put into the graph when it is asked for. */
        private record LossAndGradient(Supplier<Value> loss, Value gradient) {}

        /** Sums loss and gradient over the micro-batches of a step: a scan within the step. */
        private LossAndGradient accumulate(GraphBuilder step, Value theta, Map<String, Value> slices) {
            GraphBuilder g = new GraphBuilder("micro");
            Graph body = g.in("micro", () -> {
                Value gradientSum = g.input("micro/gradient_sum", DType.FLOAT, parameters.shape());
                Value lossSum = g.input("micro/loss_sum", DType.FLOAT, Shape.SCALAR);
                Map<String, Value> inner = sliceInputs(g, "micro/", Shape.SCALAR);
                LossAndGradient one = lossAndGradient(g, theta, inner);
                Value gradients = g.add(gradientSum, one.gradient());
                return g.buildBody(List.of(gradients, g.add(lossSum, one.loss().get())), outer);
            });
            List<Value> sums = step.scan(
                    body,
                    List.of(step.constant(Tensor.zeros(DType.FLOAT, parameters.shape())), step.constant(0)),
                    List.copyOf(slices.values()));
            return new LossAndGradient(() -> sums.get(1), sums.get(0));
        }

        private LossAndGradient lossAndGradient(GraphBuilder g, Value theta, Map<String, Value> batch) {
            Map<String, Value> trained = parameters.split(g, theta);
            ItemLoss loss = trainingLoss.build(g, trained, batch, batch.get(WEIGHT));
            Map<Value, Value> seeds = Map.of(loss.logits(), loss.logitsGradient());
            GradientRules rules = StandardGradientRules.table();
            List<Value> wanted = List.copyOf(trained.values());
            Map<Value, Value> gradients = options.recompute()
                    ? Recomputation.gradients(g, rules, seeds, wanted)
                    : Backward.gradients(g, rules, seeds, wanted);
            Map<String, Value> named = new LinkedHashMap<>();
            trained.forEach((name, value) -> named.put(name, gradients.get(value)));
            return new LossAndGradient(() -> loss.total(g), parameters.concat(g, named));
        }

        /** The body of the scan over evaluation batches, and the names of what it gives. */
        private record Evaluation(Graph graph, List<String> names) {}

        private Evaluation evaluationBody(Value theta) {
            GraphBuilder g = new GraphBuilder("eval");
            return g.in("evaluation", () -> {
                Map<String, Value> batch = new LinkedHashMap<>();
                fed.forEach(tensor -> batch.put(
                        tensor.name(), g.input("evaluation/" + tensor.name(), tensor.dtype(), tensor.shape())));
                Map<String, Value> found = evaluationLoss.evaluate(g, parameters.split(g, theta), batch);
                return new Evaluation(
                        Fusion.of(g.buildBody(List.copyOf(found.values()), outer)), List.copyOf(found.keySet()));
            });
        }

        private Map<String, Value> sliceInputs(GraphBuilder g, String prefix, Shape front) {
            Map<String, Value> slices = new LinkedHashMap<>();
            fed.forEach(tensor -> slices.put(
                    tensor.name(), g.input(prefix + tensor.name(), tensor.dtype(), under(front, tensor.shape()))));
            slices.put(WEIGHT, g.input(prefix + WEIGHT, DType.FLOAT, front));
            drawn().forEach(input -> slices.put(
                    input.name(), g.input(prefix + input.name(), input.dtype(), under(front, input.shape()))));
            return slices;
        }

        private List<Value> drawn() {
            return training.drawn().stream().map(AdapterMethod.Drawn::input).toList();
        }

        private static Map<String, Value> withoutMicroAxis(GraphBuilder g, Map<String, Value> slices) {
            Map<String, Value> result = new LinkedHashMap<>();
            slices.forEach((name, value) ->
                    result.put(name, g.reshape(value, value.shape().inner())));
            return result;
        }

        private static Shape under(Shape front, Shape shape) {
            return front.rank() == 0 ? shape : shape.prepend(front.dim(0));
        }

        private static Value input(GraphBuilder g, String name, Shape shape) {
            return g.input("step/" + name, DType.FLOAT, shape);
        }
    }
}
