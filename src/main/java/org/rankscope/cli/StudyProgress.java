package org.rankscope.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.study.StudyListener;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;

/**
 * Shows a running study on standard error: a bar on a terminal, else a line every few seconds; a line for each cell.
 */
final class StudyProgress implements StudyListener, AutoCloseable {
    private final PrintWriter err;
    private final ProgressDisplay display;
    private final StudyPace pace = new StudyPace(System::nanoTime);
    private int cells;
    private boolean exact = true;
    private int finishedCells;
    private final Map<String, Double> lastLosses = new HashMap<>();
    private boolean anyRan;

    StudyProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.display = terminal ? new ProgressBarDisplay(err) : new ProgressLinesDisplay(err, System::nanoTime);
    }

    @Override
    public void studyOpened(List<Trial> trials) {
        pace.opened(trials);
        cells = Math.max(cells, trials.size());
        finishedCells = (int)
                trials.stream().filter(trial -> trial.state().isFinished()).count();
        if (finishedCells > 0) {
            display.line(finishedCells + of() + cells + " cells are finished already.");
        }
        long failed = trials.stream()
                .filter(trial -> trial.state() == TrialState.FAILED)
                .count();
        if (failed > 0) {
            display.line(failed + " of them failed; --retry-failed runs them again.");
        }
        display.open(pace);
    }

    @Override
    public void cellsExpected(int expected, boolean certain) {
        cells = expected;
        exact = certain;
        pace.expected(expected);
    }

    @Override
    public void trialChanged(Trial trial) {
        anyRan = true;
        pace.added(trial);
        if (trial.state().isFinished()) {
            finishedCells++;
            lastLosses.remove(trial.id());
            pace.finished(trial);
            display.line(ending(trial));
        } else if (trial.state() == TrialState.RUNNING) {
            show(trial.id(), "starts");
        }
    }

    @Override
    public void trialStarted(String trialId, int doneSteps, int totalSteps, long trainableParameters) {
        pace.resumed(trialId, doneSteps);
        show(trialId, "begins");
    }

    @Override
    public void metric(String trialId, MetricLine line) {
        pace.reached(trialId, line.step());
        if (line.isEvaluation()) {
            lastLosses.put(trialId, line.evalLoss());
        }
        Double lastLoss = lastLosses.get(trialId);
        show(trialId, "step " + line.step() + (lastLoss == null ? "" : ", eval loss " + Units.loss(lastLoss)));
    }

    @Override
    public void verdictChanged(Optional<Verdict> verdict) {
        // the verdict is printed once, when the study is over
    }

    @Override
    public void previewReady(Preview preview) {
        if (!anyRan) {
            return;
        }
        display.line((preview.how() == Preview.How.SVD ? "Preview, " + preview.trial() + " " : preview.trial() + ", ")
                + preview.how().label() + ": "
                + preview.points().stream()
                        .map(point -> "r" + point.rank() + " " + Units.loss(point.value()))
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public void studyClosed(boolean cancelled) {
        display.close();
        if (cancelled) {
            err.println("Cancelled. The same command goes on from here.");
        }
    }

    @Override
    public void close() {
        display.close();
    }

    private void show(String trialId, String what) {
        display.show(
                pace,
                "cell " + (finishedCells + 1) + (exact ? "/" : of()) + Math.max(cells, finishedCells + 1) + " "
                        + trialId + " " + what);
    }

    private String of() {
        return exact ? " of " : " of about ";
    }

    private static String ending(Trial trial) {
        if (trial.result() != null) {
            return trial.id() + ": eval loss " + Units.loss(trial.result().evalLoss()) + " at step "
                    + trial.result().bestStep() + ", "
                    + Units.duration(trial.result().elapsedMillis());
        }
        if (trial.state() == TrialState.PRUNED) {
            return trial.id() + ": pruned, clearly behind the best learning rate of its rank";
        }
        return trial.id() + ": " + trial.state()
                + (trial.failure() == null
                        ? ""
                        : " (" + trial.failure().reason().json() + "). "
                                + trial.failure().message());
    }
}
