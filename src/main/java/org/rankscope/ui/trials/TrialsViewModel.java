package org.rankscope.ui.trials;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.rankscope.insight.Capacity;
import org.rankscope.insight.TrialDiagnosis;
import org.rankscope.insight.Verdict;
import org.rankscope.peft.AdapterConfig.Knob;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.Failure;
import org.rankscope.study.TrialState;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;

/** The rows of the table, and how their numbers are written. FX thread. */
public final class TrialsViewModel {
    private final StudyBoard board;
    private final ObservableList<VariantSummary> rows = FXCollections.observableArrayList();

    public TrialsViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
    }

    // What is shown

    ObservableList<VariantSummary> rows() {
        return rows;
    }

    /** Rises when a row has to be drawn again, for the chosen rank may have changed without it. */
    ReadOnlyLongProperty revision() {
        return board.resultsRevision();
    }

    ObjectProperty<Optional<Variant>> selectedProperty() {
        return board.selectedProperty();
    }

    /** The form of the verdict if it speaks of this row. */
    Optional<Verdict.Kind> chosenAs(VariantSummary row) {
        return board.answer().filter(row.variant()::isMeantBy).map(Verdict::kind);
    }

    static String state(VariantSummary row) {
        String name = row.state().name().toLowerCase(Locale.ROOT);
        boolean partly = row.cells() > 1 && row.finishedCells() > 0 && row.finishedCells() < row.cells();
        if (partly && row.state() != TrialState.COMPLETE) {
            return name + " · " + row.finishedCells() + " of " + row.cells();
        }
        Optional<TrialDiagnosis> worst = worst(row);
        if (row.state() == TrialState.COMPLETE && worst.isPresent()) {
            return worst.get().badge().json()
                    + (worst.get().overfitFrom().isPresent()
                            ? " from step " + worst.get().overfitFrom().getAsInt()
                            : "");
        }
        return row.state() == TrialState.FAILED
                ? name
                        + row.failure()
                                .map(failure -> ", " + failure.reason().json())
                                .orElse("")
                : name;
    }

    /** What the badge of a row is coloured as. */
    static String tone(VariantSummary row) {
        return row.state() == TrialState.COMPLETE
                ? worst(row).map(diagnosis -> diagnosis.badge().json()).orElse("complete")
                : row.state().name().toLowerCase(Locale.ROOT);
    }

    /**
     * How the badge came about: the rule's finding for each run, or why a run failed; and how much training text stood
     * against the parameters.
     */
    static Optional<String> explanation(VariantSummary row) {
        List<String> sentences = new ArrayList<>();
        if (row.state() == TrialState.COMPLETE) {
            Map<String, Long> runs = row.diagnoses().stream()
                    .collect(Collectors.groupingBy(TrialDiagnosis::words, TreeMap::new, Collectors.counting()));
            runs.forEach((words, count) -> sentences.add(
                    row.diagnoses().size() == 1
                            ? words
                            : count + " of " + row.diagnoses().size() + " runs: " + words));
        }
        row.failure().map(Failure::message).ifPresent(sentences::add);
        row.capacity().map(Capacity::words).ifPresent(sentences::add);
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n\n", sentences));
    }

    /** The worst of the runs behind the row's loss: badges go from worst to best. */
    private static Optional<TrialDiagnosis> worst(VariantSummary row) {
        return row.diagnoses().stream().min(Comparator.comparing(TrialDiagnosis::badge));
    }

    /** Whether there are methods to name. */
    boolean namesMethods() {
        return board.methods().size() > 1;
    }

    /** What the column of {@link #capacity} is called: {@code rank}, where no method has another. */
    String capacityTitle() {
        return hasRanksOnly() ? "rank" : "size";
    }

    /** The capacity: {@code 8} where all others are ranks as well, {@code –} where there is nothing to choose. */
    String capacity(VariantSummary row) {
        Variant variant = row.variant();
        return variant.method().knob() == Knob.NONE
                ? "–"
                : hasRanksOnly() ? String.valueOf(variant.capacity()) : variant.size();
    }

    private boolean hasRanksOnly() {
        return board.methods().stream().map(Method::knob).allMatch(knob -> knob == Knob.RANK || knob == Knob.NONE);
    }

    static String method(VariantSummary row) {
        return MethodWords.inTable(row.variant().method());
    }

    static String loss(VariantSummary row) {
        return row.hasLoss() ? Quantities.loss(row.loss()) : "";
    }

    static String spread(VariantSummary row) {
        return Double.isNaN(row.standardError()) ? "" : "± " + Quantities.spread(row.standardError());
    }

    /** The title of the column of {@link #metric}; empty while no row has one, and the column has nothing to show. */
    String metricTitle() {
        return rows.stream()
                .flatMap(row -> row.metric().stream())
                .map(mean -> mean.metric().title())
                .findFirst()
                .orElse("");
    }

    static String metric(VariantSummary row) {
        return row.metric().map(mean -> mean.metric().text(mean.value())).orElse("");
    }

    static String parameters(VariantSummary row) {
        return row.parameters() > 0 ? Quantities.count(row.parameters()) : "";
    }

    static String adapter(VariantSummary row) {
        return row.adapterBytes() > 0 ? Quantities.fileSize(row.adapterBytes()) : "";
    }

    static String peak(VariantSummary row) {
        return row.peakMemoryBytes() > 0 ? Quantities.memory(row.peakMemoryBytes()) : "";
    }

    static String time(VariantSummary row) {
        return row.elapsedMillis() > 0 ? Quantities.clock(row.elapsedMillis()) : "";
    }

    static String rate(VariantSummary row) {
        return Double.isNaN(row.bestRate()) ? "" : Quantities.rate(row.bestRate());
    }

    private void refresh() {
        if (!rows.equals(board.variants())) {
            rows.setAll(board.variants());
        }
    }
}
