package org.rankscope.train;

/** Hears of a run while it goes on, on the thread that trains. Must not block. */
public interface TrialListener {
    /** The model is built and training begins (or goes on) after {@code doneSteps} of {@code totalSteps}. */
    void started(int doneSteps, int totalSteps, long trainableParameters);

    /** A line was written to the journal. */
    void metric(MetricLine line);
}
