package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rankscope.insight.ReferencePoints;
import org.rankscope.insight.TrialDiagnosis;
import org.rankscope.insight.Verdict;
import org.rankscope.io.StrictJson;
import org.rankscope.metrics.Metric;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialInsights;
import org.rankscope.train.TrialResult;

/** What a finished study came to, as text for a person and as JSON. */
final class StudyReport {
    private StudyReport() {}

    /** The cells by method and rank, one line each. */
    static String table(StudyFolder folder) throws IOException {
        List<Trial> sorted = new ArrayList<>(folder.trials());
        List<AdapterConfig.Method> methods =
                sorted.stream().map(Trial::method).distinct().toList();
        sorted.sort(Comparator.<Trial>comparingInt(trial -> methods.indexOf(trial.method()))
                .thenComparingInt(Trial::rank)
                .thenComparingDouble(Trial::learningRate)
                .thenComparingLong(Trial::seed));
        Optional<Metric> metric = mainMetric(sorted);
        List<String> headings = new ArrayList<>(methods.size() > 1 ? List.of("method") : List.of());
        headings.addAll(List.of("rank", "seed", "learning rate", "state", "eval loss"));
        metric.map(Metric::title).ifPresent(headings::add);
        headings.addAll(List.of("parameters", "adapter", "peak memory", "time"));
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (Trial trial : sorted) {
            List<String> cells = new ArrayList<>();
            TrialResult result = trial.result();
            if (methods.size() > 1) {
                cells.add(MethodWords.name(trial.method()));
            }
            cells.add(MethodWords.rank(trial.rank()));
            cells.add(String.valueOf(trial.seed()));
            cells.add(Units.plain(trial.learningRate()));
            cells.add(state(trial, folder));
            if (result != null) {
                cells.add(Units.loss(result.evalLoss()));
                metric.ifPresent(main -> cells.add(
                        result.metrics().containsKey(main.name())
                                ? main.text(result.metrics().get(main.name()))
                                : ""));
                cells.add(Units.count(result.trainableParameters()));
                cells.add(Units.bytes(result.adapterBytes()));
                cells.add(Units.bytes(result.peakMemoryBytes()));
                cells.add(Units.duration(result.elapsedMillis()));
            }
            cells.addAll(Collections.nCopies(headings.size() - cells.size(), ""));
            table.add(cells.toArray(String[]::new));
        }
        return table.toString();
    }

    /** What the results are first looked at by, beside their loss; empty where none of them has it. */
    private static Optional<Metric> mainMetric(List<Trial> trials) {
        return trials.stream()
                .filter(trial -> trial.result() != null)
                .flatMap(trial -> trial.result().mainMetric(trial.spec().task()).stream())
                .findFirst();
    }

    /** "complete", "complete: overfit from step 40", "failed: diverged". */
    private static String state(Trial trial, StudyFolder folder) throws IOException {
        String state = trial.state().name().toLowerCase(Locale.ROOT);
        if (trial.failure() != null) {
            return state + ": " + trial.failure().reason().json();
        } else if (trial.result() == null) {
            return state;
        }
        TrialDiagnosis diagnosis =
                TrialInsights.diagnosis(folder.journal(trial.id())).orElse(null);
        if (diagnosis == null || diagnosis.badge() == TrialDiagnosis.Badge.GOOD) {
            return state;
        }
        return state + ": " + diagnosis.badge().json()
                + (diagnosis.overfitFrom().isPresent()
                        ? " from step " + diagnosis.overfitFrom().getAsInt()
                        : "");
    }

    /** What a study gives in place of a verdict where none of its methods is trained at several ranks; else empty. */
    static Optional<String> comparison(StudySpec spec) {
        return spec.methods().stream().anyMatch(AdapterConfig.Method::hasTrainedRanks)
                ? Optional.empty()
                : Optional.of(ReferencePoints.nothingToJudge(
                        spec.methods().stream().map(AdapterConfig.Method::json).toList()));
    }

    /** The training text against the parameters of the rank advised, in words; empty where its amount is not known. */
    static Optional<String> capacity(StudyFolder folder, Verdict verdict) throws IOException {
        for (Trial trial : folder.trials()) {
            boolean advised = verdict.method().isEmpty()
                    || verdict.method().equals(trial.method().json());
            if (advised && trial.rank() == verdict.rank() && trial.result() != null) {
                return TrialInsights.capacity(trial, folder.journal(trial.id()))
                        .map(capacity -> "Capacity at rank " + verdict.rank() + ": " + capacity.words());
            }
        }
        return Optional.empty();
    }

    /** {@code {"study": DIR, "cancelled": false, "trials": [...], "verdict": {...} or null}}. */
    static ObjectNode json(StudyFolder folder, Optional<Verdict> verdict, boolean cancelled) {
        ObjectNode root = StrictJson.mapper().createObjectNode();
        root.put("study", folder.directory().toString());
        root.put("cancelled", cancelled);
        ArrayNode cells = root.putArray("trials");
        folder.trials().forEach(trial -> cells.add(json(trial)));
        root.set(
                "verdict",
                verdict.map(StrictJson.mapper()::<ObjectNode>valueToTree).orElse(null));
        return root;
    }

    private static ObjectNode json(Trial trial) {
        ObjectNode cell = StrictJson.mapper().createObjectNode();
        cell.put("trial", trial.id());
        cell.put("method", trial.method().json());
        if (trial.rank() > 0) {
            cell.put("rank", trial.rank());
        }
        if (trial.method().knob() == AdapterConfig.Knob.RANK) {
            cell.put("alpha", trial.spec().adapter().loraAlpha());
        }
        cell.put("learning_rate", trial.learningRate());
        cell.put("seed", trial.seed());
        cell.put("state", trial.state().name());
        if (trial.result() != null) {
            cell.setAll(StrictJson.mapper().<ObjectNode>valueToTree(trial.result()));
        }
        cell.set("failure", StrictJson.mapper().valueToTree(trial.failure()));
        return cell;
    }
}
