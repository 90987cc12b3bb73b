package org.rankscope.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;
import org.rankscope.peft.LoraPlus;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2) on vectors:
 * m' = β₁m + (1-β₁)g, v' = β₂v + (1-β₂)g², θ' = θ(1 - ηλ) - η/(1-β₁ᵗ) · m' / (√(v')/√(1-β₂ᵗ) + ε).
 *
 * <p>What changes from step to step comes in as scalars that the host computes in double precision: 1 - ηλ and η / (1 - β₁ᵗ)
 * for each group of tensors that have a rate of their own, and √(1 - β₂ᵗ).
 */
record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
    private static final String ROOT_CORRECTION = "root_correction";

    static AdamW of(TrialSpec.OptimizerSpec spec) {
        return new AdamW(spec.betas().get(0), spec.betas().get(1), spec.eps(), spec.weightDecay());
    }

    /** The vectors that go from step to step. */
    record State(Value theta, Value m, Value v) {}

    /** Names of the scalars for {@code groups}. */
    List<String> scalars(LearningGroups groups) {
        List<String> names = new ArrayList<>();
        for (int group = 0; group < groups.groups().size(); group++) {
            names.add(decay(group));
            names.add(stepSize(group));
        }
        names.add(ROOT_CORRECTION);
        return names;
    }

    /** Those in their order at {@code step}, counted from 1. */
    List<Double> scalars(LearningGroups groups, int step, double learningRate) {
        List<Double> values = new ArrayList<>();
        for (LoraPlus.Learning group : groups.groups()) {
            double rate = learningRate * group.rate();
            values.add(group.decays() ? 1 - rate * weightDecay : 1);
            values.add(rate / (1 - Math.pow(beta1, step)));
        }
        values.add(Math.sqrt(1 - Math.pow(beta2, step)));
        return values;
    }

    private static String decay(int group) {
        return "decay/" + group;
    }

    private static String stepSize(int group) {
        return "step_size/" + group;
    }

    /** One update; {@code scalars} has values of those of {@link #scalars} by name. */
    State update(GraphBuilder g, State state, Value gradient, LearningGroups groups, Map<String, Value> scalars) {
        List<Value> decays = new ArrayList<>();
        List<Value> stepSizes = new ArrayList<>();
        for (int group = 0; group < groups.groups().size(); group++) {
            decays.add(scalars.get(decay(group)));
            stepSizes.add(scalars.get(stepSize(group)));
        }
        Value m = g.add(scaled(g, state.m(), beta1), scaled(g, gradient, 1 - beta1));
        Value v = g.add(scaled(g, state.v(), beta2), scaled(g, g.mul(gradient, gradient), 1 - beta2));
        Value root = g.add(g.div(g.sqrt(v), scalars.get(ROOT_CORRECTION)), g.constant((float) epsilon));
        Value move = g.div(g.mul(m, groups.spread(g, stepSizes)), root);
        return new State(g.sub(g.mul(state.theta(), groups.spread(g, decays)), move), m, v);
    }

    private static Value scaled(GraphBuilder g, Value x, double factor) {
        return g.mul(x, g.constant((float) factor));
    }
}
