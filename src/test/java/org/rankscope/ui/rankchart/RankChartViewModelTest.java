package org.rankscope.ui.rankchart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.MetricLine;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.StudySnapshot;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.Variant;

class RankChartViewModelTest {
    private final StudyBoard board = new StudyBoard();
    private final RankChartViewModel chart = new RankChartViewModel(board);

    private static Variant lora(int rank) {
        return new Variant(Method.LORA, rank);
    }

    private static int rank(Point point) {
        return point.variant().capacity();
    }

    private void show(List<Long> seeds, int running) {
        SyntheticStudy numbers = SyntheticStudy.choose();
        StudySpec spec = SyntheticStudy.spec(List.of(1, 2, 4, 8, 16, 32), List.of(3e-3), seeds, 20);
        List<Trial> trials = new ArrayList<>();
        Map<String, List<MetricLine>> metrics = new HashMap<>();
        for (Trial trial : SyntheticStudy.trials(spec)) {
            boolean runs = trial.rank() == running;
            trials.add(
                    runs
                            ? trial.with(TrialState.RUNNING, null, null)
                            : trial.with(TrialState.COMPLETE, null, numbers.result(trial)));
            metrics.put(trial.id(), numbers.metrics(trial).subList(0, runs ? 12 : 21));
        }
        Optional.of(trials.stream().filter(trial -> trial.result() != null).toList())
                .ifPresent(done -> board.show(new StudySnapshot(
                        Path.of("s"),
                        spec,
                        trials,
                        metrics,
                        numbers.judged(done),
                        numbers.observations(done),
                        numbers.previews(done))));
    }

    @Test
    void thereIsAPointForEachRankAndTheChosenOneIsMarked() {
        show(List.of(0L), 0);
        List<Point> points = chart.modelProperty().get().points();
        assertEquals(
                List.of(1, 2, 4, 8, 16, 32),
                points.stream().map(RankChartViewModelTest::rank).toList());
        assertEquals(
                List.of(8),
                points.stream()
                        .filter(Point::chosen)
                        .map(RankChartViewModelTest::rank)
                        .toList());
        assertEquals(3.0, points.get(3).position(), 1e-12);
    }

    @Test
    void changingTheAxisKeepsTheSelection() {
        show(List.of(0L), 0);
        chart.select(lora(4));
        for (CostAxis axis : CostAxis.values()) {
            chart.axisProperty().set(axis);
            assertEquals(
                    List.of(4),
                    chart.modelProperty().get().points().stream()
                            .filter(Point::selected)
                            .map(RankChartViewModelTest::rank)
                            .toList(),
                    axis.title());
        }
    }

    @Test
    void theRunningRankStandsAtItsNewestEvaluation() {
        show(List.of(0L), 16);
        RankChartModel.Running running = chart.modelProperty().get().running().orElseThrow();
        assertEquals(lora(16), running.variant());
        assertEquals(board.variant(lora(16)).orElseThrow().runningLoss(), running.loss());
    }

    @Test
    void theBandFollowsTheRule() {
        show(List.of(0L), 0);
        RankChartModel.Band percent = chart.modelProperty().get().band().orElseThrow();
        assertEquals("within 1 % of the best", percent.name());
        assertEquals(percent.low() * 1.01, percent.high(), 1e-9);
    }

    @Test
    void anotherToleranceMovesTheBand() {
        show(List.of(0L), 0);
        board.optionsProperty().set(VerdictOptions.DEFAULT.withTolerance(0.034));
        RankChartModel.Band band = chart.modelProperty().get().band().orElseThrow();
        assertEquals("within 3.4 % of the best", band.name());
        assertEquals(band.low() * 1.034, band.high(), 1e-9);
        board.optionsProperty().set(VerdictOptions.DEFAULT.withRule(VerdictOptions.RuleChoice.KNEEDLE));
        assertTrue(chart.modelProperty().get().band().isEmpty());
    }

    @Test
    void aBracketJoinsRanksThatCantBeToldApartAndSaysWhatWouldSeparateThem() {
        show(List.of(0L), 0);
        RankChartModel.Bracket bracket = chart.modelProperty().get().brackets().get(0);
        assertEquals(3.0, bracket.from(), 1e-12);
        assertEquals(5.0, bracket.to(), 1e-12);
        assertTrue(bracket.tip().startsWith("r = 8, 16 and 32 can't be told apart.\n"), bracket.tip());
        assertTrue(bracket.tip().contains("would separate r = 8 from r = 16"), bracket.tip());
    }

    @Test
    void bracketsThatOverlapStandOnDifferentLevels() {
        show(List.of(0L), 0);
        List<Point> points = chart.modelProperty().get().points();
        Verdict own = board.verdictProperty().get().orElseThrow();
        Verdict overlapping = own.with()
                .indistinguishable(List.of(List.of(1, 2), List.of(2, 4, 8), List.of(16, 32), List.of(4, 32)))
                .separations(List.of())
                .build();
        List<RankChartModel.Bracket> brackets = Brackets.of(overlapping, points);
        assertEquals(
                List.of(0, 1, 0),
                brackets.stream().map(RankChartModel.Bracket::level).toList());
    }

    @Test
    void thePreviewIsDashedBesideTheCurveOnEveryAxis() {
        show(List.of(0L), 0);
        for (CostAxis axis : CostAxis.values()) {
            chart.axisProperty().set(axis);
            RankChartModel.Dashed cut = chart.modelProperty().get().dashed().get(0);
            assertEquals("cut from r = 32 by SVD: reachable, not trained", cut.label());
            assertEquals(6, cut.points().size(), axis.title());
        }
    }

    @Test
    void seedsGiveBars() {
        show(List.of(0L, 1L, 2L), 0);
        assertTrue(chart.modelProperty().get().points().stream().allMatch(point -> point.standardError() > 0));
        assertEquals(
                "mean of 3 seeds, bars are one standard error",
                chart.modelProperty().get().subtitle());
    }

    @Test
    void arrowKeysWalkOverTheRanksThatHaveAResult() {
        show(List.of(0L), 2);
        assertEquals(Optional.of(lora(1)), chart.neighbour(1));
        chart.select(lora(1));
        assertEquals(Optional.of(lora(4)), chart.neighbour(1));
        chart.select(lora(32));
        assertEquals(Optional.of(lora(32)), chart.neighbour(1));
    }
}
