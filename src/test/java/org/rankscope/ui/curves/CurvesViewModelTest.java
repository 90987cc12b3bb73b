package org.rankscope.ui.curves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.Failure;
import org.rankscope.study.StudySpec;
import org.rankscope.study.TrialState;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.Variant;

class CurvesViewModelTest {
    private static final List<Integer> RANKS = List.of(1, 8, 32);
    private static final double TOO_LARGE = 0.1;

    private final StudyBoard board = new StudyBoard();
    private final CurvesViewModel curves = new CurvesViewModel(board);

    private void show(List<Double> rates) {
        StudySpec spec = SyntheticStudy.spec(RANKS, rates, List.of(0L), 20);
        BoardOf.finished(
                board,
                SyntheticStudy.choose(),
                spec,
                trial -> trial.learningRate() < TOO_LARGE
                        ? trial
                        : trial.with(
                                TrialState.FAILED,
                                new Failure(Failure.Reason.DIVERGED, "The loss became infinite."),
                                null));
    }

    private HeatMap map(LearningChart kind) {
        curves.kindProperty().set(kind);
        return curves.shownProperty().get().map().orElseThrow();
    }

    private static HeatMap.Cell at(HeatMap map, int column, int row) {
        return map.cells().stream()
                .filter(cell -> cell.column() == column && cell.row() == row)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void ratesAreOfferedOnlyWhereThereIsMoreThanOne() {
        show(List.of(3e-3));
        assertEquals(
                EnumSet.of(LearningChart.VALIDATION, LearningChart.TRAIN, LearningChart.STEPS),
                curves.offeredProperty().get());
        show(List.of(1e-3, 3e-3));
        assertEquals(
                EnumSet.allOf(LearningChart.class), curves.offeredProperty().get());
    }

    @Test
    void theMapOfRatesGoesBackToCurvesWithItsStudy() {
        show(List.of(1e-3, 3e-3));
        curves.kindProperty().set(LearningChart.RATES);
        board.clear();
        assertEquals(LearningChart.VALIDATION, curves.kindProperty().get());
    }

    @Test
    void everyRankHasItsBestRateRingedAndDivergedCellsAreNamed() {
        show(List.of(1e-3, 3e-3, TOO_LARGE));
        HeatMap map = map(LearningChart.RATES);
        assertEquals(List.of("1", "8", "32"), map.columns());
        assertEquals(List.of("1e-3", "3e-3", "0.1"), map.rows());
        for (int column = 0; column < RANKS.size(); column++) {
            assertTrue(at(map, column, 1).ringed());
            assertEquals("diverged", at(map, column, 2).text());
            assertEquals("×", at(map, column, 2).sign());
            assertTrue(at(map, column, 2).tip().contains("The loss became infinite."));
        }
        assertEquals(
                "Training diverged: r = 1 at 0.1, r = 8 at 0.1, r = 32 at 0.1; such a rate counts as too large.",
                curves.shownProperty().get().note());
    }

    @Test
    void aBestRateAtTheEdgeIsSaid() {
        show(List.of(3e-4, 1e-3, 3e-3));
        curves.kindProperty().set(LearningChart.RATES);
        assertEquals(
                "r = 1, 8, 32: best at the largest rate tried, a larger one may do better.",
                curves.shownProperty().get().note());
    }

    @Test
    void theMapOfStepsLeavesOutTheBaseModelAndRingsTheLowest() {
        show(List.of(3e-3));
        HeatMap map = map(LearningChart.STEPS);
        assertEquals("1", map.columns().get(0));
        assertEquals("20", map.columns().get(19));
        assertEquals(60, map.cells().size());
        assertTrue(at(map, 19, 2).ringed());
        assertEquals(
                "r = 32, step 20: " + at(map, 19, 2).text() + ", the lowest of this rank",
                at(map, 19, 2).tip());
    }

    @Test
    void theSelectedRankIsFramedInBothMaps() {
        show(List.of(1e-3, 3e-3));
        curves.select(new Variant(Method.LORA, 8));
        assertEquals(OptionalInt.of(1), map(LearningChart.RATES).selectedColumn());
        assertEquals(OptionalInt.of(1), map(LearningChart.STEPS).selectedRow());
    }

    @Test
    void theScaleEndsAtTheBaseModel() {
        assertEquals(HeatMap.Scale.ofLosses(2, 3, "%.3f"), LossScale.over(List.of(2.0, 2.5, 900.0, Double.NaN), 3));
    }
}
