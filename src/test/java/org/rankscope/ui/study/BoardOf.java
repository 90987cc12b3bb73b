package org.rankscope.ui.study;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;

/** Boards of synthetic studies that are over. */
public final class BoardOf {
    private BoardOf() {}

    /** Shows on {@code board} the study of {@code spec}, judged by the program, with its preview. */
    public static void finished(StudyBoard board, SyntheticStudy numbers, StudySpec spec) {
        finished(board, numbers, spec, trial -> trial);
    }

    /** @param fate what becomes of each trial that would be complete */
    public static void finished(StudyBoard board, SyntheticStudy numbers, StudySpec spec, UnaryOperator<Trial> fate) {
        List<Trial> trials = SyntheticStudy.trials(spec).stream()
                .map(trial -> fate.apply(trial.with(TrialState.COMPLETE, null, numbers.result(trial))))
                .toList();
        List<Trial> complete =
                trials.stream().filter(trial -> trial.result() != null).toList();
        Map<String, List<MetricLine>> metrics = new HashMap<>();
        complete.forEach(trial -> metrics.put(trial.id(), numbers.metrics(trial)));
        board.show(new StudySnapshot(
                Path.of("s"),
                spec,
                trials,
                metrics,
                numbers.judged(complete),
                numbers.observations(complete),
                numbers.previews(complete)));
    }

    /** A cell that a running study adds. */
    public static void add(StudyBoard board, Trial trial) {
        board.changed(trial);
        board.publish();
    }
}
