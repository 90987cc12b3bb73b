package org.rankscope.ui.curves;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.RankSummary;
import org.rankscope.ui.study.StudyBoard;

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
     * @param note a sentence that belongs below, or empty
     * @param spoken what a screen reader says
     */
    record Shown(List<RankCurve> curves, Optional<HeatMap> map, String note, String spoken) {
        static final Shown NOTHING = new Shown(List.of(), Optional.empty(), "", "Learning curves: nothing yet.");
    }

    public CurvesViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
        board.stepsRevision().addListener((observable, old, now) -> {
            if (kind.get() == LearningChart.TRAIN) {
                refresh();
            }
        });
        board.selectedRankProperty().addListener((observable, old, now) -> refresh());
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

    void select(int rank) {
        board.selectedRankProperty().set(rank);
    }

    /** The rank {@code step} places from the selected one; 0 if there is none. */
    int neighbour(int step) {
        return board.neighbour(step);
    }

    private void refresh() {
        Set<LearningChart> choices = EnumSet.of(LearningChart.VALIDATION, LearningChart.TRAIN);
        if (RateMap.rates(board).size() > 1) {
            choices.add(LearningChart.RATES);
        }
        if (board.ranks().size() > 1) {
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
        List<RankCurve> curves = measured(now.mostPoints());
        return curves.isEmpty()
                ? Shown.NOTHING
                : new Shown(
                        curves, Optional.empty(), "", now.title() + " loss by step for " + curves.size() + " ranks.");
    }

    private Shown rates() {
        RateMap rates = new RateMap(board);
        return new Shown(List.of(), Optional.of(rates.map()), rates.notes(), rates.spoken());
    }

    private Shown steps() {
        StepMap steps = new StepMap(measured(Integer.MAX_VALUE), board.baseLoss());
        return new Shown(List.of(), Optional.of(steps.map()), "", steps.spoken());
    }

    /** One curve a rank that has been heard of, by rank. */
    private List<RankCurve> measured(int mostPoints) {
        return board.ranks().stream()
                .map(rank -> curve(rank, mostPoints))
                .filter(curve -> !curve.samples().isEmpty())
                .toList();
    }

    private RankCurve curve(RankSummary rank, int mostPoints) {
        List<Cell> cells = board.cells().stream()
                .filter(cell -> rank.hasLoss()
                        ? rank.isBest(cell.trial())
                        : cell.trial().rank() == rank.rank())
                .toList();
        return new RankCurve(
                rank.rank(),
                rank.colour(),
                rank.rank() == board.selectedRankProperty().get(),
                board.answer().filter(verdict -> verdict.rank() == rank.rank()).isPresent(),
                rank.isRunning(),
                CurveMeans.thin(
                        CurveMeans.mean(cells.stream().map(kind.get()::of).toList()), mostPoints));
    }
}
