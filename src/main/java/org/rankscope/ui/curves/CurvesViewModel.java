package org.rankscope.ui.curves;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.chart.NamedMark;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;

/** Reads the learning curves, and the maps of rates and of steps, off the board. FX thread. */
public final class CurvesViewModel {
    private final StudyBoard board;
    private final ObjectProperty<LearningChart> kind = new SimpleObjectProperty<>(LearningChart.VALIDATION);
    private final ReadOnlyObjectWrapper<Set<LearningChart>> offered =
            new ReadOnlyObjectWrapper<>(EnumSet.of(LearningChart.VALIDATION, LearningChart.TRAIN));
    private final ReadOnlyObjectWrapper<Shown> shown = new ReadOnlyObjectWrapper<>(Shown.NOTHING);

    /**
     * What the card shows: curves, or a map.
     *
     * @param legend every method, where they are too many to be named beside their curves; else empty
     * @param note a sentence that belongs below, or empty
     * @param spoken what a screen reader says
     */
    record Shown(List<RankCurve> curves, List<NamedMark> legend, Optional<HeatMap> map, String note, String spoken) {
        static final Shown NOTHING =
                new Shown(List.of(), List.of(), Optional.empty(), "", "Learning curves: nothing yet.");
    }

    public CurvesViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
        board.stepsRevision().addListener((observable, old, now) -> {
            if (kind.get() == LearningChart.TRAIN) {
                refresh();
            }
        });
        board.selectedProperty().addListener((observable, old, now) -> refresh());
        kind.addListener((observable, old, now) -> refresh());
    }

    // What is shown

    public ObjectProperty<LearningChart> kindProperty() {
        return kind;
    }

    /** What there is to choose from: the map of rates with two rates or more, that of steps with two ranks or more. */
    ReadOnlyObjectProperty<Set<LearningChart>> offeredProperty() {
        return offered.getReadOnlyProperty();
    }

    ReadOnlyObjectProperty<Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** The last step that a curve can reach. */
    int totalSteps() {
        return board.cells().stream().mapToInt(Cell::totalSteps).max().orElse(1);
    }

    // What can be asked

    void select(Variant variant) {
        board.selectedProperty().set(Optional.of(variant));
    }

    /** What is {@code step} places from what is selected; empty if there is none. */
    Optional<Variant> neighbour(int step) {
        return board.neighbour(step);
    }

    private void refresh() {
        Set<LearningChart> choices = EnumSet.of(LearningChart.VALIDATION, LearningChart.TRAIN);
        if (RateMap.rates(board).size() > 1) {
            choices.add(LearningChart.RATES);
        }
        if (inFocus().size() > 1) {
            choices.add(LearningChart.STEPS);
        }
        if (!choices.equals(offered.get())) {
            offered.set(choices);
        }
        if (!choices.contains(kind.get())) {
            kind.set(LearningChart.VALIDATION);
            return;
        }
        shown.set(
                switch (kind.get()) {
                    case VALIDATION, TRAIN -> curves();
                    case RATES -> rates();
                    case STEPS -> steps();
                });
    }

    private Shown curves() {
        LearningChart now = kind.get();
        List<RankCurve> curves = curves(board.comparesMethods() ? oneAMethod() : board.variants(), now.mostPoints());
        String what = board.comparesMethods() ? " methods, each at its best." : " ranks.";
        return curves.isEmpty()
                ? Shown.NOTHING
                : new Shown(
                        curves,
                        legend(curves),
                        Optional.empty(),
                        "",
                        now.title() + " loss by step for " + curves.size() + what);
    }

    /** The methods in their order; one without a curve yet has its line already, so that nothing moves when it comes. */
    private List<NamedMark> legend(List<RankCurve> curves) {
        if (!board.hasManyMethods()) {
            return List.of();
        }
        List<NamedMark> legend = new ArrayList<>();
        for (Method method : board.methods()) {
            List<RankCurve> own = curves.stream()
                    .filter(curve -> curve.variant().method() == method)
                    .toList();
            own.forEach(curve -> legend.add(new NamedMark(
                    curve.label(),
                    curve.colour(),
                    Optional.of(curve.variant()),
                    curve.name() + ": "
                            + Quantities.loss(curve.last().loss()) + " at step "
                            + curve.last().step())));
            if (own.isEmpty()) {
                board.variants().stream()
                        .filter(one -> one.variant().method() == method)
                        .findFirst()
                        .ifPresent(one -> legend.add(
                                new NamedMark(MethodWords.word(method), one.colour(), Optional.empty(), "")));
            }
        }
        return legend;
    }

    private Shown rates() {
        RateMap rates = new RateMap(board, inFocus());
        return new Shown(List.of(), List.of(), Optional.of(rates.map()), rates.notes(), rates.spoken());
    }

    private Shown steps() {
        StepMap steps = new StepMap(curves(inFocus(), Integer.MAX_VALUE), board.baseLoss());
        return new Shown(List.of(), List.of(), Optional.of(steps.map()), "", steps.spoken());
    }

    /** All capacities of the method that is looked at: maps have room for one. */
    private List<VariantSummary> inFocus() {
        return board.variants().stream()
                .filter(one -> board.methodInFocus()
                        .filter(method -> method == one.variant().method())
                        .isPresent())
                .toList();
    }

    /** What is selected and what is in training; of every other method what is advised, or else its best. */
    private List<VariantSummary> oneAMethod() {
        Map<Method, VariantSummary> best = new EnumMap<>(Method.class);
        board.methods().forEach(method -> board.bestOf(method).ifPresent(one -> best.put(method, one)));
        board.advised().ifPresent(one -> best.put(one.variant().method(), one));
        board.selectedProperty()
                .get()
                .flatMap(board::variant)
                .ifPresent(one -> best.put(one.variant().method(), one));
        return board.variants().stream()
                .filter(one ->
                        one.isRunning() || one.equals(best.get(one.variant().method())))
                .toList();
    }

    /** One curve for each of {@code variants} that has been heard of. */
    private List<RankCurve> curves(List<VariantSummary> variants, int mostPoints) {
        return variants.stream()
                .map(one -> curve(one, mostPoints))
                .filter(curve -> !curve.samples().isEmpty())
                .toList();
    }

    /** In a few letters: there is little room beside a curve. */
    private String label(Variant variant) {
        return board.comparesMethods() || !variant.hasRank() ? variant.shortName() : "r " + variant.capacity();
    }

    private RankCurve curve(VariantSummary summary, int mostPoints) {
        Variant variant = summary.variant();
        List<Cell> cells = board.cells().stream()
                .filter(cell -> summary.hasLoss()
                        ? summary.isBest(cell.trial())
                        : Variant.of(cell.trial()).equals(variant))
                .toList();
        return new RankCurve(
                variant,
                board.nameOf(variant),
                label(variant),
                summary.colour(),
                board.isSelected(variant),
                board.answer().filter(variant::isMeantBy).isPresent(),
                summary.isRunning(),
                CurveMeans.thin(
                        CurveMeans.mean(cells.stream().map(kind.get()::of).toList()), mostPoints));
    }
}
