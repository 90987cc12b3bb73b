package org.rankscope.study;

import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * One cell of a study: its specification and where it stands. What {@code trial.json} holds.
 *
 * @param id readable and unique in the study: {@code r8-lr0.0003-s0}, and what else sets it apart: {@code
 *     rslora-r8-lr0.0003-a16-d0.05-qv-s0}
 * @param failure null unless {@code state} is FAILED
 * @param result null unless {@code state} is COMPLETE
 * @param setting what else the study searches over, in words: "alpha 16, dropout 0.05, q_proj+v_proj"; empty where it
 *     searches over nothing but method, rank, learning rate and seed
 */
public record Trial(String id, TrialState state, TrialSpec spec, Failure failure, TrialResult result, String setting) {
    /** A cell of a study that searches over nothing but method, rank, learning rate and seed. */
    public Trial(String id, TrialState state, TrialSpec spec, Failure failure, TrialResult result) {
        this(id, state, spec, failure, result, "");
    }

    /** The rank, or what else the method's capacity is; 0 where it has none. */
    public int rank() {
        return spec.adapter().capacity();
    }

    public AdapterConfig.Method method() {
        return spec.adapter().method();
    }

    public double learningRate() {
        return spec.optimizer().learningRate();
    }

    public long seed() {
        return spec.seed();
    }

    public Trial with(TrialState newState, Failure newFailure, TrialResult newResult) {
        return new Trial(id, newState, spec, newFailure, newResult, setting);
    }
}
