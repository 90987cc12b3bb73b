package org.rankscope.ui.curves;

import java.util.List;
import java.util.Objects;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.RankSummary;
import org.rankscope.ui.study.StudyBoard;

/** Reads the learning curves off the board. FX thread. */
public final class CurvesViewModel {
    private final StudyBoard board;
    private final ObjectProperty<CurveKind> kind = new SimpleObjectProperty<>(CurveKind.VALIDATION);
    private final ReadOnlyObjectWrapper<List<RankCurve>> curves = new ReadOnlyObjectWrapper<>(List.of());

    public CurvesViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
        board.stepsRevision().addListener((observable, old, now) -> {
            if (kind.get() == CurveKind.TRAIN) {
                refresh();
            }
        });
        board.selectedRankProperty().addListener((observable, old, now) -> refresh());
        kind.addListener((observable, old, now) -> refresh());
    }

    // What is shown

    public ObjectProperty<CurveKind> kindProperty() {
        return kind;
    }

    /** One curve a rank that has been heard of, by rank. */
    ReadOnlyObjectProperty<List<RankCurve>> curvesProperty() {
        return curves.getReadOnlyProperty();
    }

    /** The last step that a curve can reach. */
    int totalSteps() {
        return board.cells().stream().mapToInt(Cell::totalSteps).max().orElse(1);
    }

    // What can be asked

    void select(int rank) {
        board.selectedRankProperty().set(rank);
    }

    private void refresh() {
        curves.set(board.ranks().stream()
                .map(this::curve)
                .filter(curve -> !curve.samples().isEmpty())
                .toList());
    }

    private RankCurve curve(RankSummary rank) {
        List<Cell> cells = board.cells().stream()
                .filter(cell -> cell.trial().rank() == rank.rank())
                .filter(cell -> !rank.hasLoss() || Objects.equals(cell.trial().learningRate(), rank.bestRate()))
                .toList();
        return new RankCurve(
                rank.rank(),
                rank.colour(),
                rank.rank() == board.selectedRankProperty().get(),
                rank.isRunning(),
                CurveMeans.thin(
                        CurveMeans.mean(cells.stream().map(kind.get()::of).toList()),
                        kind.get().mostPoints()));
    }
}
