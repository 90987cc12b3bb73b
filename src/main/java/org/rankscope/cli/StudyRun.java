package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rankscope.insight.Verdict;
import org.rankscope.io.StrictJson;
import org.rankscope.study.Judge;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudyRates;
import org.rankscope.study.StudyResults;
import org.rankscope.study.StudyRunner;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.study.WorkerCommand;
import picocli.CommandLine.ExitCode;

/** A study from its specification to its verdict, in the terminal: what {@code sweep} and {@code demo} do. */
final class StudyRun {
    private final WorkerCommand worker;
    private final Judge judge;
    private final PrintWriter out;
    private final PrintWriter err;

    StudyRun(WorkerCommand worker, Judge judge, PrintWriter out, PrintWriter err) {
        this.worker = worker;
        this.judge = judge;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs, or goes on with, the study in {@code directory}, and prints what it came to. A signal that ends the program
     * lets the cell that trains store its checkpoint first.
     *
     * @param json whether standard output gets one JSON object, in place of a table and words
     * @return the exit status: 1 if it was cancelled or no cell came to a result
     */
    int run(StudySpec spec, Path directory, boolean retryFailed, boolean json) throws IOException {
        return run(spec, directory, retryFailed, (folder, verdict, complete) -> print(folder, verdict, complete, json));
    }

    /** Takes what a study came to: {@code complete} unless it was cancelled. */
    interface Ending {
        void of(StudyFolder folder, Optional<Verdict> verdict, boolean complete) throws IOException;
    }

    /** Likewise, but hands the study to {@code ending} in place of printing it. */
    int run(StudySpec spec, Path directory, boolean retryFailed, Ending ending) throws IOException {
        try (StudyFolder folder = StudyFolder.openForWriting(directory, spec, retryFailed)) {
            boolean complete = train(folder);
            ending.of(folder, StudyResults.verdict(folder, judge), complete);
            return complete && isAnyComplete(folder.trials()) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** Likewise, but prints nothing at its end: gives the verdict, or empty if it was cancelled. */
    Optional<Verdict> verdict(StudySpec spec, Path directory) throws IOException {
        try (StudyFolder folder = StudyFolder.openForWriting(directory, spec, false)) {
            return train(folder) ? StudyResults.verdict(folder, judge) : Optional.empty();
        }
    }

    private boolean train(StudyFolder folder) {
        CountDownLatch closed = new CountDownLatch(1);
        try (StudyProgress progress = new StudyProgress(err, Boolean.getBoolean("rankscope.terminal"))) {
            StudyRunner runner = new StudyRunner(folder, worker, judge);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runner, closed), "stop study"));
            return runner.run(progress);
        } finally {
            closed.countDown();
        }
    }

    void print(StudyFolder folder, Optional<Verdict> verdict, boolean complete, boolean json) throws IOException {
        if (json) {
            out.print(StrictJson.toText(StudyReport.json(folder, verdict, !complete)));
        } else {
            out.println(StudyReport.table(folder));
            RateTable.of(StudyRates.map(folder.trials())).ifPresent(rates -> out.println("\n" + rates));
            if (verdict.isPresent()) {
                out.println("\n" + new VerdictReport(verdict.get()).text());
                StudyReport.capacity(folder, verdict.get()).ifPresent(words -> out.println("\n" + words));
            } else {
                StudyReport.comparison(folder.spec()).ifPresent(words -> out.println("\n" + words));
            }
            out.println("\nThe study, with an adapter for each finished cell, is in " + folder.directory() + ".");
        }
        out.flush();
        if (!isAnyComplete(folder.trials()) && complete) {
            err.println("No cell of the study came to a result; the table above says why, and 'worker.log' in the"
                    + " folder of a cell has more.");
        }
    }

    private static boolean isAnyComplete(List<Trial> trials) {
        return trials.stream().anyMatch(trial -> trial.state() == TrialState.COMPLETE);
    }

    private static void stop(StudyRunner runner, CountDownLatch closed) {
        if (closed.getCount() == 0) {
            return;
        }
        runner.cancel();
        try {
            closed.await(StudyRunner.GRACE.plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
