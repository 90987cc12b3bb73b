package org.rankscope.train;

/** Hears of a run while it goes on, on the thread that trains. Must not block. */
@FunctionalInterface
public interface TrialListener {
    /** Something that a person should know of the model or the data; heard before training starts. */
    default void noted(String sentence) {}

    /** The model is built and training begins (or goes on) after {@code doneSteps} of {@code totalSteps}. */
    default void started(int doneSteps, int totalSteps, long trainableParameters) {}

    /** A line was written to the journal. */
    void metric(MetricLine line);
}
