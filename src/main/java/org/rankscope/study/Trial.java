package org.rankscope.study;

import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * One cell of a study: its specification and where it stands. What {@code trial.json} holds.
 *
 * @param id readable and unique in the study: {@code r8-lr0.0003-s0}
 * @param failure null unless {@code state} is FAILED
 * @param result null unless {@code state} is COMPLETE
 */
public record Trial(String id, TrialState state, TrialSpec spec, Failure failure, TrialResult result) {
    public int rank() {
        return spec.adapter().r();
    }

    public double learningRate() {
        return spec.optimizer().learningRate();
    }

    public long seed() {
        return spec.seed();
    }

    public Trial with(TrialState newState, Failure newFailure, TrialResult newResult) {
        return new Trial(id, newState, spec, newFailure, newResult);
    }
}
