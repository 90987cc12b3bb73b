package org.rankscope.study;

/** Where a trial stands; Optuna's words. */
public enum TrialState {
    WAITING,
    RUNNING,
    COMPLETE,
    PRUNED,
    FAILED;

    /** Whether this trial will not be run again by itself. */
    public boolean isFinished() {
        return this == COMPLETE || this == PRUNED || this == FAILED;
    }
}
