package org.rankscope.study;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.rankscope.insight.Cost;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.ReferencePoints;
import org.rankscope.insight.TrialDiagnosis;
import org.rankscope.insight.TrialDiagnosis.Badge;
import org.rankscope.insight.Verdict;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.metrics.Metric;
import org.rankscope.peft.AdapterConfig.Knob;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialResult;

/**
 * What is derived from the cells of a study: observations for the verdict, {@code results.csv}, {@code verdict.json}.
 */
public final class StudyResults {
    static final String RESULTS_FILE = "results.csv";
    static final String VERDICT_FILE = "verdict.json";

    /**
     * The columns of {@code results.csv}, behind which a column for each metric stands that occurs; a cell without a result
     * has empty fields.
     */
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
            "message",
            "setting",
            "start_loss",
            "badge",
            "overfit_from_step",
            "gap",
            "final_gap",
            "converged",
            "train_tokens",
            "eval_losses");

    private StudyResults() {}

    /** An observation for each complete cell; the items are those of the evaluation that its result is from. */
    static List<Observation> observations(StudyFolder folder) throws IOException {
        List<Observation> observations = new ArrayList<>();
        for (Trial trial : folder.trials()) {
            if (trial.state() == TrialState.COMPLETE && trial.result().evalLoss() != null) {
                observations.add(observation(trial, folder.journal(trial.id())));
            }
        }
        return observations;
    }

    /**
     * What the verdict is made from: the observations, and the rates that were lost. Empty while no cell came to either.
     */
    public static List<Observation> judged(StudyFolder folder) throws IOException {
        return withLost(observations(folder), folder.trials());
    }

    /**
     * The verdict over the cells that are complete; empty without any of a method with ranks, and while the only rank that
     * has one may get company.
     */
    public static Optional<Verdict> verdict(StudyFolder folder, Judge judge) throws IOException {
        List<Observation> observations = observations(folder);
        long ranks = observations.stream()
                .filter(run -> !ReferencePoints.isOne(run))
                .mapToInt(Observation::rank)
                .distinct()
                .count();
        boolean over = !hasRanksToCome(folder)
                && folder.trials().stream().allMatch(trial -> trial.state().isFinished());
        return ranks >= 2 || ranks == 1 && over
                ? Optional.of(judge.judge(withLost(observations, folder.trials())))
                : Optional.empty();
    }

    /** The one-run preview, as it was made last, or where there is none the scan of a DyLoRA; empty where neither can be read. */
    public static Optional<Preview> preview(StudyFolder folder) {
        return StudyPreview.read(folder, Preview.How.SVD).or(() -> scan(folder));
    }

    /** What a DyLoRA says of lower ranks, likewise. */
    public static Optional<Preview> scan(StudyFolder folder) {
        return StudyPreview.read(folder, Preview.How.DYLORA);
    }

    /** Whether a search has looked at one rank so far, of several. */
    private static boolean hasRanksToCome(StudyFolder folder) {
        return !folder.extent().exact()
                && folder.spec().tried().entrySet().stream()
                        .anyMatch(method -> method.getKey().hasTrainedRanks()
                                && method.getValue().size() > 1)
                && folder.trials().stream()
                                .filter(trial -> trial.method().hasTrainedRanks())
                                .mapToInt(Trial::rank)
                                .distinct()
                                .count()
                        == 1;
    }

    /** Diverged and pruned cells have no value, but their rates were tried: a best rate below one is not at an edge. */
    private static List<Observation> withLost(List<Observation> observations, List<Trial> trials) {
        List<Observation> all = new ArrayList<>(observations);
        for (Trial trial : trials) {
            if (trial.state() == TrialState.PRUNED
                    || trial.failure() != null && trial.failure().reason() == Failure.Reason.DIVERGED) {
                all.add(new Observation(
                        trial.spec().adapter().method().json(),
                        trial.rank(),
                        trial.setting(),
                        trial.seed(),
                        trial.learningRate(),
                        Double.NaN,
                        OptionalDouble.empty(),
                        List.of(),
                        false,
                        Cost.UNKNOWN,
                        OptionalDouble.empty()));
            }
        }
        return all;
    }

    /**
     * The observations where {@code metric} is what is judged, at the best step of each cell, which is that of the lowest
     * loss. Per-item losses and the start are those of the loss and are left out.
     *
     * @throws RequestException if no complete cell has a value of that name
     */
    public static List<Observation> judged(StudyFolder folder, Metric metric) throws IOException {
        List<Observation> observations = new ArrayList<>();
        for (Trial trial : folder.trials()) {
            Optional<Double> value =
                    trial.state() == TrialState.COMPLETE ? metric(trial, metric.name()) : Optional.empty();
            if (value.isPresent()) {
                observations.add(observation(trial, folder.journal(trial.id())).withMetric(value.get()));
            }
        }
        if (observations.isEmpty()) {
            List<String> known = metrics(folder.trials());
            throw new RequestException(
                    folder.directory() + ": no complete cell has the metric '" + metric.name() + "'; "
                            + (known.isEmpty()
                                    ? "this study has its loss only."
                                    : "this study has " + String.join(", ", known) + "."));
        }
        return withLost(observations, folder.trials());
    }

    private static Observation observation(Trial trial, Journal journal) {
        TrialResult result = trial.result();
        return new Observation(
                trial.spec().adapter().method().json(),
                trial.rank(),
                trial.setting(),
                trial.seed(),
                trial.learningRate(),
                result.evalLoss(),
                OptionalDouble.empty(),
                items(trial, journal),
                TrialInsights.diagnosis(journal)
                        .map(TrialDiagnosis::stillFalling)
                        .orElse(false),
                new Cost(
                        result.trainableParameters(),
                        result.adapterBytes(),
                        result.peakMemoryBytes(),
                        result.elapsedMillis()),
                TrialInsights.startLoss(journal));
    }

    /** The losses on the evaluation items that the result is from. */
    private static List<Double> items(Trial trial, Journal journal) {
        return journal.evaluationAt(trial.result().bestStep())
                .map(MetricLine::evalLosses)
                .orElse(List.of());
    }

    /** Writes {@code results.csv} and {@code verdict.json} anew. */
    static void write(StudyFolder folder, Optional<Verdict> verdict) throws IOException {
        AtomicFiles.writeString(folder.directory().resolve(RESULTS_FILE), csv(folder));
        Path file = folder.directory().resolve(VERDICT_FILE);
        if (verdict.isPresent()) {
            StrictJson.write(file, verdict.get());
        } else {
            Files.deleteIfExists(file);
        }
    }

    private static String csv(StudyFolder folder) throws IOException {
        StringWriter text = new StringWriter();
        List<String> metrics = metrics(folder.trials());
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(Stream.concat(COLUMNS.stream(), metrics.stream()).toArray(String[]::new))
                .setRecordSeparator("\n")
                .get();
        try (CSVPrinter printer = new CSVPrinter(text, format)) {
            for (Trial trial : folder.trials()) {
                List<Object> cells = cells(trial);
                cells.add(trial.setting());
                Map<String, Object> derived = derived(trial, folder);
                COLUMNS.subList(cells.size(), COLUMNS.size())
                        .forEach(column -> cells.add(derived.getOrDefault(column, "")));
                metrics.forEach(metric -> cells.add(
                        metric(trial, metric).<Object>map(value -> value).orElse("")));
                printer.printRecord(cells);
            }
        }
        return text.toString();
    }

    /** The names of the metrics that the results have, in their order. */
    private static List<String> metrics(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.result() != null)
                .flatMap(trial -> trial.result().metrics().keySet().stream())
                .distinct()
                .toList();
    }

    private static Optional<Double> metric(Trial trial, String name) {
        return Optional.ofNullable(trial.result())
                .map(result -> result.metrics().get(name));
    }

    /** What the journal of {@code trial} adds, by column; of a cell without a result only that it diverged. */
    private static Map<String, Object> derived(Trial trial, StudyFolder folder) throws IOException {
        Map<String, Object> cells = new HashMap<>();
        if (trial.state() != TrialState.COMPLETE) {
            boolean diverged = trial.failure() != null && trial.failure().reason() == Failure.Reason.DIVERGED;
            return diverged ? Map.of("badge", Badge.DIVERGED.json()) : Map.of();
        }
        Journal journal = folder.journal(trial.id());
        TrialInsights.startLoss(journal).ifPresent(loss -> cells.put("start_loss", loss));
        TrialInsights.trainTokens(trial.spec()).ifPresent(tokens -> cells.put("train_tokens", tokens));
        TrialInsights.diagnosis(journal).ifPresent(diagnosis -> {
            cells.put("badge", diagnosis.badge().json());
            diagnosis.overfitFrom().ifPresent(step -> cells.put("overfit_from_step", step));
            cells.put("gap", known(diagnosis.gap()));
            cells.put("final_gap", known(diagnosis.finalGap()));
            cells.put("converged", !diagnosis.stillFalling());
        });
        cells.put(
                "eval_losses",
                items(trial, journal).stream().map(StudyResults::digits).collect(Collectors.joining(" ")));
        return cells;
    }

    private static Object known(double value) {
        return Double.isNaN(value) ? "" : value;
    }

    /** A per-item loss with the digits that it has in single precision. */
    private static String digits(double loss) {
        return String.valueOf((float) loss);
    }

    private static List<Object> cells(Trial trial) {
        List<Object> cells = new ArrayList<>();
        cells.add(trial.id());
        cells.add(trial.method().json());
        cells.add(trial.rank() == 0 ? "" : trial.rank());
        cells.add(trial.method().knob() == Knob.RANK ? trial.spec().adapter().loraAlpha() : "");
        cells.add(trial.learningRate());
        cells.add(trial.seed());
        cells.add(trial.state());
        TrialResult result = trial.result();
        cells.add(result == null || result.evalLoss() == null ? "" : result.evalLoss());
        cells.add(result == null ? "" : result.trainLoss());
        cells.add(result == null ? "" : result.bestStep());
        cells.add(result == null ? "" : result.trainableParameters());
        cells.add(result == null ? "" : result.adapterBytes());
        cells.add(result == null ? "" : result.peakMemoryBytes());
        cells.add(result == null ? "" : result.elapsedMillis());
        cells.add(result == null || result.finalEvalLoss() == null ? "" : result.finalEvalLoss());
        cells.add(trial.failure() == null ? "" : trial.failure().reason().json());
        cells.add(trial.failure() == null ? "" : trial.failure().message());
        return cells;
    }
}
