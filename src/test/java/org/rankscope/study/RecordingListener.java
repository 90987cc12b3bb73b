package org.rankscope.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Verdict;
import org.rankscope.train.MetricLine;

/** Remembers what it hears, as words. */
class RecordingListener implements StudyListener {
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void studyOpened(List<Trial> trials) {
        heard.add("opened " + trials.size());
    }

    @Override
    public void trialChanged(Trial trial) {
        heard.add(trial.id() + " " + trial.state());
    }

    @Override
    public void trialStarted(String trialId, int doneSteps, int totalSteps, long trainableParameters) {
        heard.add(trialId + " started " + doneSteps + "/" + totalSteps + " " + trainableParameters);
    }

    @Override
    public void metric(String trialId, MetricLine line) {
        heard.add(trialId + (line.isEvaluation() ? " eval " : " step ") + line.step());
    }

    @Override
    public void verdictChanged(Optional<Verdict> verdict) {
        heard.add("verdict " + verdict.map(v -> String.valueOf(v.rank())).orElse("none"));
    }

    @Override
    public void studyClosed(boolean cancelled) {
        heard.add("closed " + cancelled);
    }
}
