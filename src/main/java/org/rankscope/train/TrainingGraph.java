package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FlatParameters;
import org.rankscope.peft.StepRule;
import org.rankscope.runtime.Device;

/**
 * One ONNX graph that trains and evaluates: a {@code Scan} over optimiser steps with θ, m and v as its states, then a
 * {@code Scan} over evaluation batches that reads the θ the first one ends with. Each is chosen by an {@code If}, because a
 * scan over nothing is refused by ONNX Runtime. Base weights are parameters of the outermost graph, held once for both.
 *
 * <p>Where most of a model is trained, its vectors fill the memory. They are cut into {@link #parts} then, and the optimiser
 * takes one behind the other; on the processor the next states are written over the states, a step a call: what reads θ has
 * run before, since no part is moved before the norm of all gradients is there.
 *
 * <p>A method's {@link StepRule} takes part in each step: its penalty in the loss and the gradients, what it does after the
 * optimiser, and its states beside θ, m and v.
 *
 * @param graph inputs: {@link #states}; {@link #TRAIN} and {@link #EVALUATION} with the names below behind them
 * @param parameters what is trained, as the vectors have it
 * @param parts the pieces that θ, m and v come in and go out as, in their order; one where they are whole
 * @param inPlace whether the graph may be run with the next states lying where the states lie
 * @param targets what the items of a batch are to predict
 * @param outcomes outputs of the evaluation scan [batches, ...] by name: {@link #ROW_LOSSES}, then what the {@link Outcome} has
 * @param fed what a batch is made of, see {@link ModelLoss#fed}
 * @param drawn inputs [steps, micro, ...] behind {@link #TRAIN} that are drawn at random
 * @param scalars inputs [steps] behind {@link #TRAIN}
 * @param halves what of it is in 16 bits; empty where all is FLOAT
 */
record TrainingGraph(
        Graph graph,
        FlatParameters parameters,
        List<FlatParameters> parts,
        boolean inPlace,
        Targets targets,
        List<String> outcomes,
        List<Value> fed,
        List<AdapterMethod.Drawn> drawn,
        StepScalars scalars,
        Optional<Halves> halves) {
    /** The trained values [P]. */
    static final String THETA = "theta";

    /** Steps are told of after each call. */
    private static final int MOST_STEPS_A_CALL = 64;

    /** The optimiser's moments [P]. */
    private static final List<String> MOMENTS = List.of("m", "v");

    /** Prefix of the states of a {@link StepRule}. */
    static final String RULE = "rule/";

    /** Prefix of inputs of the training scan: [steps, micro, ...] for each tensor of a batch, weights FLOAT [steps, micro]. */
    static final String TRAIN = "train/";

    /** Prefix of inputs of the evaluation scan: [batches, ...] for each tensor of a batch. */
    static final String EVALUATION = "eval/";

    /** What a predicted token of a micro-batch counts in the step's loss. */
    static final String WEIGHT = "weight";

    /** Input BOOL: whether to train, whether to evaluate. Where not, the inputs behind the prefix are not looked at. */
    static final String WANTED = "wanted";

    /** Prefix of the outputs that are the next run's {@link #inputs}. */
    static final String NEXT = "next/";

    /** Outputs: FLOAT [steps] each; {@link #GRADIENTS} [steps, P] if asked for; {@link #ROW_LOSSES} [batches, batch]. */
    static final String LOSS = "loss";

    static final String GRADIENT_NORM = "gradient_norm";
    static final String GRADIENTS = "gradients";
    static final String ROW_LOSSES = "row_losses";

    /** What goes from step to step, by name: θ, m and v [P], and what a {@link StepRule} has. */
    Map<String, Shape> states() {
        return states(parameters, rule(), halves);
    }

    static Map<String, Shape> states(FlatParameters parameters, Optional<StepRule> rule, Optional<Halves> halves) {
        Map<String, Shape> states = new LinkedHashMap<>();
        states.put(THETA, parameters.shape());
        MOMENTS.forEach(name -> states.put(name, parameters.shape()));
        scaling(halves).forEach((name, value) -> states.put(name, value.shape()));
        rule.ifPresent(one -> one.states().forEach((name, value) -> states.put(RULE + name, value.shape())));
        return states;
    }

    /** The graph's inputs for the {@link #states}, in their order, by name: θ, m and v in parts. */
    static Map<String, Shape> inputs(
            List<FlatParameters> parts, FlatParameters parameters, Optional<StepRule> rule, Optional<Halves> halves) {
        Map<String, Shape> inputs = new LinkedHashMap<>();
        states(parameters, rule, halves).forEach((name, shape) -> {
            if (isCut(name, parts)) {
                for (int i = 0; i < parts.size(); i++) {
                    inputs.put(part(name, i), parts.get(i).shape());
                }
            } else {
                inputs.put(name, shape);
            }
        });
        return inputs;
    }

    /** Likewise, for this graph. */
    Map<String, Shape> inputs() {
        return inputs(parts, parameters, rule(), halves);
    }

    /** The graph's outputs that are its next {@link #inputs}. */
    Set<String> nextStates() {
        return inputs().keySet().stream().map(input -> NEXT + input).collect(Collectors.toSet());
    }

    private static boolean isCut(String state, List<FlatParameters> parts) {
        return parts.size() > 1 && (state.equals(THETA) || MOMENTS.contains(state));
    }

    private static String part(String state, int index) {
        return state + "/" + index;
    }

    /** Views of {@code states} as the graph's inputs have them. */
    Map<String, Tensor> cut(Map<String, Tensor> states) {
        Map<String, Tensor> cut = new LinkedHashMap<>();
        states.forEach((name, value) -> {
            if (isCut(name, parts)) {
                int offset = 0;
                for (int i = 0; i < parts.size(); i++) {
                    Shape shape = parts.get(i).shape();
                    int bytes = Math.toIntExact(shape.elements() * DType.FLOAT.bytes());
                    cut.put(
                            part(name, i),
                            new Tensor(DType.FLOAT, shape, value.data().slice(offset, bytes)));
                    offset += bytes;
                }
            } else {
                cut.put(name, value);
            }
        });
        return cut;
    }

    /** The state called {@code name}, from the graph's inputs or outputs for it. */
    Tensor joined(String name, Function<String, Tensor> given) {
        if (!isCut(name, parts)) {
            return given.apply(name);
        }
        Tensor whole = Tensor.zeros(DType.FLOAT, parameters.shape());
        cut(Map.of(name, whole)).forEach((input, view) -> view.data()
                .put(given.apply(input).data().duplicate()));
        return whole;
    }

    /** The most steps that one call is to take. */
    int stepsACall() {
        return inPlace ? 1 : MOST_STEPS_A_CALL;
    }

    /** The {@link #states} of a run that begins with {@code theta}. */
    Map<String, Tensor> starting(Tensor theta) {
        Map<String, Tensor> states = new LinkedHashMap<>();
        states.put(THETA, theta);
        MOMENTS.forEach(name -> states.put(name, Tensor.zeros(DType.FLOAT, parameters.shape())));
        states.putAll(scaling(halves));
        rule().ifPresent(rule -> rule.states().forEach((name, value) -> states.put(RULE + name, value)));
        return states;
    }

    /** The states of {@link LossScale}, with their first values; none where the loss is not scaled. */
    private static Map<String, Tensor> scaling(Optional<Halves> halves) {
        return halves.filter(Halves::scalesLoss).isPresent() ? LossScale.states() : Map.of();
    }

    /** Whether steps may be left out, see {@link LossScale}. */
    boolean scalesLoss() {
        return !scaling(halves).isEmpty();
    }

    /** What the method does at each step. */
    Optional<StepRule> rule() {
        return scalars.rule();
    }

    /** Those {@link #states} that belong to what a run leaves: what is trained, and the {@link StepRule}'s. */
    List<String> kept() {
        return states().keySet().stream()
                .filter(name -> name.equals(THETA) || name.startsWith(RULE))
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
     * @param halves what is computed in 16 bits
     * @param device where it is to run
     */
    record Options(
            Task task,
            int batchSize,
            int sequenceLength,
            int microBatches,
            TrialSpec.OptimizerSpec optimizer,
            OptionalDouble maxGradNorm,
            boolean keepGradients,
            boolean recompute,
            Optional<Halves> halves,
            Device device) {
        /** What {@code spec} asks for, in batches of the given shape, on {@code device}. */
        static Options of(TrialSpec spec, int batchSize, int sequenceLength, Device device) {
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
                    spec.gradientCheckpointing(),
                    Halves.of(spec.precision(), device),
                    device);
        }
    }

    /** Builds the graph; {@code teacher} gives the targets' distributions where there is one. */
    static TrainingGraph build(
            ModelGraph model, AdapterMethod method, Optional<AdapterMethod> teacher, Options options) {
        return new TrainingGraphBuilder(model, method, teacher, options).build();
    }
}
