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
    Map<String, Tensor> states();

    /** Names of the numbers that differ from step to step and that the host computes. */
    List<String> scalars();

    /** The {@link #scalars} of {@code step}, counted from 0, in a run of {@code steps}. */
    double[] scalars(int step, int steps);

    /** What is added to the loss of a step, FLOAT []; empty where nothing is. */
    Optional<Value> penalty(GraphBuilder g, Map<String, Value> trained);

    /**
     * A step whose optimiser has done its part.
     *
     * @param trained values after the update, by this program's names
     * @param gradients of that step, before clipping
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

    After after(GraphBuilder g, Step step);
}
