package org.rankscope.study;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.rankscope.insight.ConvergenceCheck;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialResult;

/**
 * What is derived from the cells of a study: observations for the verdict, {@code results.csv}, {@code verdict.json}.
 */
public final class StudyResults {
    static final String RESULTS_FILE = "results.csv";
    static final String VERDICT_FILE = "verdict.json";

    /** The columns of {@code results.csv}; a cell without a result has empty fields. */
    static final List<String> COLUMNS = List.of(
            "trial",
            "method",
            "rank",
            "alpha",
            "learning_rate",
            "seed",
            "state",
            "eval_loss",
            "train_loss",
            "best_step",
            "trainable_parameters",
            "adapter_bytes",
            "peak_memory_bytes",
            "elapsed_ms",
            "final_eval_loss",
            "failure",
            "message");

    private StudyResults() {}

    /** An observation for each complete cell; the items are those of the evaluation that its result is from. */
    public static List<Observation> observations(StudyFolder folder) throws IOException {
        List<Observation> observations = new ArrayList<>();
        for (Trial trial : folder.trials()) {
            if (trial.state() == TrialState.COMPLETE) {
                observations.add(observation(trial, folder.journal(trial.id())));
            }
        }
        return observations;
    }

    /**
     * The verdict over the cells that are complete; empty without any, and while the only rank that has one may get
     * company.
     */
    public static Optional<Verdict> verdict(StudyFolder folder, Judge judge) throws IOException {
        List<Observation> observations = observations(folder);
        long ranks =
                observations.stream().mapToInt(Observation::rank).distinct().count();
        boolean over = folder.trials().stream().allMatch(trial -> trial.state().isFinished());
        return ranks >= 2 || ranks == 1 && over ? Optional.of(judge.judge(observations)) : Optional.empty();
    }

    /**
     * The one-run preview, as it was made last; empty where there is none.
     *
     * @throws RequestException if it can't be read
     */
    public static Optional<Preview> preview(StudyFolder folder) {
        return StudyPreview.read(folder);
    }

    private static Observation observation(Trial trial, Journal journal) {
        List<Double> items = journal.evaluationAt(trial.result().bestStep())
                .map(MetricLine::evalLosses)
                .orElse(List.of());
        return new Observation(
                trial.rank(),
                trial.seed(),
                trial.learningRate(),
                trial.result().evalLoss(),
                OptionalDouble.empty(),
                items,
                isStillFalling(journal.evaluations()));
    }

    private static boolean isStillFalling(List<MetricLine> evaluations) {
        return ConvergenceCheck.isStillFalling(
                evaluations.stream().mapToInt(MetricLine::step).toArray(),
                evaluations.stream().mapToDouble(MetricLine::evalLoss).toArray());
    }

    /** Writes {@code results.csv} and {@code verdict.json} anew. */
    static void write(StudyFolder folder, Optional<Verdict> verdict) throws IOException {
        AtomicFiles.writeString(folder.directory().resolve(RESULTS_FILE), csv(folder.trials()));
        Path file = folder.directory().resolve(VERDICT_FILE);
        if (verdict.isPresent()) {
            StrictJson.write(file, verdict.get());
        } else {
            Files.deleteIfExists(file);
        }
    }

    private static String csv(List<Trial> trials) throws IOException {
        StringWriter text = new StringWriter();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(COLUMNS.toArray(String[]::new))
                .setRecordSeparator("\n")
                .get();
        try (CSVPrinter printer = new CSVPrinter(text, format)) {
            for (Trial trial : trials) {
                printer.printRecord(cells(trial));
            }
        }
        return text.toString();
    }

    private static List<Object> cells(Trial trial) {
        List<Object> cells = new ArrayList<>();
        cells.add(trial.id());
        cells.add(trial.spec().adapter().method().json());
        cells.add(trial.rank());
        cells.add(trial.spec().adapter().loraAlpha());
        cells.add(trial.learningRate());
        cells.add(trial.seed());
        cells.add(trial.state());
        TrialResult result = trial.result();
        cells.add(result == null ? "" : result.evalLoss());
        cells.add(result == null ? "" : result.trainLoss());
        cells.add(result == null ? "" : result.bestStep());
        cells.add(result == null ? "" : result.trainableParameters());
        cells.add(result == null ? "" : result.adapterBytes());
        cells.add(result == null ? "" : result.peakMemoryBytes());
        cells.add(result == null ? "" : result.elapsedMillis());
        cells.add(result == null ? "" : result.finalEvalLoss());
        cells.add(trial.failure() == null ? "" : trial.failure().reason().json());
        cells.add(trial.failure() == null ? "" : trial.failure().message());
        return cells;
    }
}
