package org.rankscope.peft;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** What a method does at each step of a training run beside what the loss asks for. It writes graphs and computes nothing itself. */
public interface StepRule {
    /** FLOAT tensors that go from step to step, by name, with the values that they have before the first. */
    default Map<String, Tensor> states() {
        return Map.of();
    }

    /** Names of the numbers that differ from step to step and that the host computes. */
    default List<String> scalars() {
        return List.of();
    }

    /** The {@link #scalars} of {@code step}, counted from 0, in a run of {@code steps}. */
    default double[] scalars(int step, int steps) {
        return new double[0];
    }

    /**
     * What is added to the loss of a step.
     *
     * @param loss FLOAT []
     * @param gradients of it with respect to those trained values that it is made of, by this program's names
     */
    record Penalty(Value loss, Map<String, Value> gradients) {}

    /** Counts once a step, however many micro-batches it has; empty where nothing is added. */
    default Optional<Penalty> penalty(GraphBuilder g, Map<String, Value> trained) {
        return Optional.empty();
    }

    /**
     * A step whose optimiser has done its part.
     *
     * @param trained values after the update, by this program's names
     * @param gradients of that step as the optimiser took them: with the penalty's, and clipped
     * @param states as the step before left them
     * @param scalars of that step, FLOAT [] each
     */
    record Step(
            Map<String, Value> trained,
            Map<String, Value> gradients,
            Map<String, Value> states,
            Map<String, Value> scalars) {}

    /** What the step leaves: all of {@link Step#trained} and {@link Step#states}. */
    record After(Map<String, Value> trained, Map<String, Value> states) {}

    default After after(GraphBuilder g, Step step) {
        return new After(step.trained(), step.states());
    }

    /** Whether what {@code done} of {@code steps} leave has the size that was asked for, so that it may be kept. */
    default boolean isSettled(int done, int steps) {
        return true;
    }

    /** The rank that is left on each module by its name, where training chooses it; else empty. */
    default Map<String, Integer> ranks(Map<String, Tensor> states) {
        return Map.of();
    }
}
