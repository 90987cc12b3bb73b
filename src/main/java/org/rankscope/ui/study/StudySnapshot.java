package org.rankscope.ui.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.train.MetricLine;

/**
 * A study folder as it was read.
 *
 * @param metrics the journal of each cell that has one, by trial id
 * @param observations the results that the verdict was made from
 * @param previews what single runs say of smaller ranks, where that was measured
 */
public record StudySnapshot(
        Path folder,
        StudySpec spec,
        List<Trial> trials,
        Map<String, List<MetricLine>> metrics,
        Optional<Verdict> verdict,
        List<Observation> observations,
        List<Preview> previews) {
    public StudySnapshot {
        trials = List.copyOf(trials);
        metrics = Map.copyOf(metrics);
        observations = List.copyOf(observations);
        previews = List.copyOf(previews);
    }

    /** Whether there is something left to run. */
    public boolean isUnfinished() {
        return trials.stream().anyMatch(trial -> !trial.state().isFinished());
    }
}
