package org.rankscope.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.rankscope.search.FinishedRun;
import org.rankscope.train.MetricLine;

/** The finished cells of a study as a search sees them. What a cell came to is read from its journal once. */
final class FinishedRuns {
    /** Reads the journal of a cell. */
    @FunctionalInterface
    interface Journals {
        Journal of(String id) throws IOException;
    }

    private final Supplier<StudySpec> spec;
    private final Journals journals;
    private final Map<Trial, FinishedRun> known = new HashMap<>();

    FinishedRuns(Supplier<StudySpec> spec, Journals journals) {
        this.spec = spec;
        this.journals = journals;
    }

    List<FinishedRun> of(Collection<Trial> trials) throws IOException {
        List<FinishedRun> runs = new ArrayList<>();
        for (Trial trial : trials) {
            if (trial.state().isFinished()) {
                if (!known.containsKey(trial)) {
                    known.put(trial, run(trial, journals.of(trial.id())));
                }
                runs.add(known.get(trial));
            }
        }
        return runs;
    }

    private FinishedRun run(Trial trial, Journal journal) {
        boolean complete = trial.state() == TrialState.COMPLETE;
        return new FinishedRun(
                StudyPlan.setting(spec.get(), trial.spec()),
                trial.seed(),
                ending(trial),
                complete ? trial.result().evalLoss() : Double.POSITIVE_INFINITY,
                complete
                        ? journal.evaluationAt(trial.result().bestStep())
                                .map(MetricLine::evalLosses)
                                .orElse(List.of())
                        : List.of(),
                complete ? trial.result().elapsedMillis() : elapsed(journal));
    }

    private static FinishedRun.Ending ending(Trial trial) {
        return switch (trial.state()) {
            case COMPLETE -> FinishedRun.Ending.COMPLETE;
            case PRUNED -> FinishedRun.Ending.PRUNED;
            case FAILED ->
                trial.failure() != null && trial.failure().reason() == Failure.Reason.DIVERGED
                        ? FinishedRun.Ending.DIVERGED
                        : FinishedRun.Ending.FAILED;
            case WAITING, RUNNING -> throw new IllegalArgumentException(trial.id() + " is not finished.");
        };
    }

    private static long elapsed(Journal journal) {
        return journal.lines().stream()
                .filter(line -> line.elapsedMillis() != null)
                .mapToLong(MetricLine::elapsedMillis)
                .max()
                .orElse(0);
    }
}
