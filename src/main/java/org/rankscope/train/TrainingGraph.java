package org.rankscope.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.rankscope.graph.Graph;
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
 * <p>Where the {@link TrainingStates} are in parts, on the processor the next states are written over the states, a step a
 * call: what reads θ has run before, since no part is moved before the norm of all gradients is there.
 *
 * <p>A method's {@link StepRule} takes part in each step: its penalty in the loss and the gradients, what it does after the
 * optimiser, and its states beside θ, m and v.
 *
 * @param graph inputs: those of {@link TrainingStates#inputs}; {@link #TRAIN} and {@link #EVALUATION} with the names below
 *     behind them
 * @param states what goes from step to step
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
        TrainingStates states,
        boolean inPlace,
        Targets targets,
        List<String> outcomes,
        List<Value> fed,
        List<AdapterMethod.Drawn> drawn,
        StepScalars scalars,
        Optional<Halves> halves) {
    /** Steps are told of after each call. */
    private static final int MOST_STEPS_A_CALL = 64;

    /** Prefix of inputs of the training scan: [steps, micro, ...] for each tensor of a batch, weights FLOAT [steps, micro]. */
    static final String TRAIN = "train/";

    /** Prefix of inputs of the evaluation scan: [batches, ...] for each tensor of a batch. */
    static final String EVALUATION = "eval/";

    /** What a predicted token of a micro-batch counts in the step's loss. */
    static final String WEIGHT = "weight";

    /** Input BOOL: whether to train, whether to evaluate. Where not, the inputs behind the prefix are not looked at. */
    static final String WANTED = "wanted";

    /** Prefix of the outputs that are the next run's {@link TrainingStates#inputs}. */
    static final String NEXT = "next/";

    /** Outputs: FLOAT [steps] each; {@link #GRADIENTS} [steps, P] if asked for; {@link #ROW_LOSSES} [batches, batch]. */
    static final String LOSS = "loss";

    static final String GRADIENT_NORM = "gradient_norm";
    static final String GRADIENTS = "gradients";
    static final String ROW_LOSSES = "row_losses";

    /** What is trained, as vectors have it. */
    FlatParameters parameters() {
        return states.parameters();
    }

    /** The graph's outputs that are its next {@link TrainingStates#inputs}. */
    Set<String> nextStates() {
        return states.inputs().keySet().stream().map(input -> NEXT + input).collect(Collectors.toSet());
    }

    /** The most steps that one call is to take. */
    int stepsACall() {
        return inPlace ? 1 : MOST_STEPS_A_CALL;
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
