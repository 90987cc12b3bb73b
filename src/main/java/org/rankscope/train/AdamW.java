package org.rankscope.train;

import java.util.List;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Value;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2) on vectors:
 * m' = β₁m + (1-β₁)g, v' = β₂v + (1-β₂)g², θ' = θ(1 - ηλ) - η/(1-β₁ᵗ) · m' / (√(v')/√(1-β₂ᵗ) + ε).
 *
 * <p>What changes from step to step comes in as scalars that the host computes in double precision.
 */
record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
    /** Names of the scalars, in the order of {@link #scalars}. */
    static final List<String> SCALARS = List.of("decay", "step_size", "root_correction");

    static AdamW of(TrialSpec.OptimizerSpec spec) {
        return new AdamW(spec.betas().get(0), spec.betas().get(1), spec.eps(), spec.weightDecay());
    }

    /** The vectors that go from step to step. */
    record State(Value theta, Value m, Value v) {}

    /** 1 - ηλ, η / (1 - β₁ᵗ) and √(1 - β₂ᵗ) at {@code step}, counted from 1. */
    double[] scalars(int step, double learningRate) {
        return new double[] {
            1 - learningRate * weightDecay,
            learningRate / (1 - Math.pow(beta1, step)),
            Math.sqrt(1 - Math.pow(beta2, step))
        };
    }

    /** One update; {@code scalars} are values of those of {@link #scalars}. */
    State update(GraphBuilder g, State state, Value gradient, List<Value> scalars) {
        Value m = g.add(scaled(g, state.m(), beta1), scaled(g, gradient, 1 - beta1));
        Value v = g.add(scaled(g, state.v(), beta2), scaled(g, g.mul(gradient, gradient), 1 - beta2));
        Value root = g.add(g.div(g.sqrt(v), scalars.get(2)), g.constant((float) epsilon));
        Value move = g.div(g.mul(m, scalars.get(1)), root);
        return new State(g.sub(g.mul(state.theta(), scalars.get(0)), move), m, v);
    }

    private static Value scaled(GraphBuilder g, Value x, double factor) {
        return g.mul(x, g.constant((float) factor));
    }
}
