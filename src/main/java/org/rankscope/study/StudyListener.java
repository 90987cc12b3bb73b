package org.rankscope.study;

import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.train.MetricLine;

/**
 * Hears of a study while it runs, on the runner's threads, of one thing at a time; several cells may train at once. Must not
 * block and must not touch JavaFX.
 */
public interface StudyListener {
    /** All cells, those already finished included, before any is run. */
    void studyOpened(List<Trial> trials);

    /**
     * How many cells the study will come to, as far as is known now; heard before {@link #studyOpened} and whenever cells
     * were added.
     *
     * @param exact whether that is certain
     */
    default void cellsExpected(int cells, boolean exact) {}

    /** A cell changed its state, or was added to the study: then it waits, and its id was not heard of before. */
    void trialChanged(Trial trial);

    /** The worker of {@code trialId} has built its graph and trains. */
    void trialStarted(String trialId, int doneSteps, int totalSteps, long trainableParameters);

    /** A line of a cell's journal. */
    void metric(String trialId, MetricLine line);

    /** The results that the next verdict is made from. */
    default void observed(List<Observation> observations) {}

    /** The verdict over the cells finished so far; empty while there are too few. */
    void verdictChanged(Optional<Verdict> verdict);

    /** The one-run preview at the end of the study: made now, or before and still true. */
    default void previewReady(Preview preview) {}

    /** Nothing more will come. */
    void studyClosed(boolean cancelled);
}
