package org.rankscope.app;

import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.io.RequestException;
import org.rankscope.study.StudyListener;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;

/** Passes a run on to another listener, and shows each trial that became complete to whoever learns from it. */
record LearningListener(StudyListener next, Consumer<Trial> onComplete) implements StudyListener {
    private static final Logger LOG = System.getLogger(LearningListener.class.getName());

    @Override
    public void studyOpened(List<Trial> trials) {
        next.studyOpened(trials);
    }

    @Override
    public void cellsExpected(int cells, boolean exact) {
        next.cellsExpected(cells, exact);
    }

    @Override
    public void trialChanged(Trial trial) {
        next.trialChanged(trial);
        if (trial.state() == TrialState.COMPLETE) {
            try {
                onComplete.accept(trial);
            } catch (RequestException e) {
                LOG.log(Logger.Level.DEBUG, "Nothing was learnt from " + trial.id() + ".", e);
            }
        }
    }

    @Override
    public void trialStarted(String trialId, int doneSteps, int totalSteps, long trainableParameters) {
        next.trialStarted(trialId, doneSteps, totalSteps, trainableParameters);
    }

    @Override
    public void metric(String trialId, MetricLine line) {
        next.metric(trialId, line);
    }

    @Override
    public void observed(List<Observation> observations) {
        next.observed(observations);
    }

    @Override
    public void verdictChanged(Optional<Verdict> verdict) {
        next.verdictChanged(verdict);
    }

    @Override
    public void previewReady(Preview preview) {
        next.previewReady(preview);
    }

    @Override
    public void studyClosed(boolean cancelled) {
        next.studyClosed(cancelled);
    }
}
