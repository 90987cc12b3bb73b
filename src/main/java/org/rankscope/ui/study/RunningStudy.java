package org.rankscope.ui.study;

/** A study that is being run. Any thread. */
@FunctionalInterface
public interface RunningStudy {
    /** Asks the run to stop soon; returns at once. The listener's {@code studyClosed} says when it has. */
    void cancel();
}
