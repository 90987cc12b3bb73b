package org.rankscope.study;

import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.train.MetricLine;

/** Tells another listener one thing at a time, whichever cell it comes from. */
record SerialListener(StudyListener next) implements StudyListener {
    @Override
    public synchronized void studyOpened(List<Trial> trials) {
        next.studyOpened(trials);
    }

    @Override
    public synchronized void cellsExpected(int cells, boolean exact) {
        next.cellsExpected(cells, exact);
    }

    @Override
    public synchronized void trialChanged(Trial trial) {
        next.trialChanged(trial);
    }

    @Override
    public synchronized void trialStarted(String trialId, int doneSteps, int totalSteps, long trainableParameters) {
        next.trialStarted(trialId, doneSteps, totalSteps, trainableParameters);
    }

    @Override
    public synchronized void metric(String trialId, MetricLine line) {
        next.metric(trialId, line);
    }

    @Override
    public synchronized void observed(List<Observation> observations) {
        next.observed(observations);
    }

    @Override
    public synchronized void verdictChanged(Optional<Verdict> verdict) {
        next.verdictChanged(verdict);
    }

    @Override
    public synchronized void previewReady(Preview preview) {
        next.previewReady(preview);
    }

    @Override
    public synchronized void studyClosed(boolean cancelled) {
        next.studyClosed(cancelled);
    }
}
