package org.rankscope.ui.rankchart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.ui.rankchart.RankChartModel.Line;
import org.rankscope.ui.rankchart.RankChartModel.Series;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.text.Quantities;

class MethodsOnTheChartTest {
    private final StudyBoard board = new StudyBoard();
    private final RankChartViewModel chart = new RankChartViewModel(board);

    private RankChartModel show(Method... methods) {
        StudySpec spec = StudySpecBuilder.builder(
                        SyntheticStudy.spec(List.of(1, 4, 16), List.of(3e-3), List.of(0L), 20))
                .methods(List.of(methods))
                .build();
        BoardOf.finished(board, SyntheticStudy.choose(), spec);
        return chart.modelProperty().get();
    }

    private static List<String> names(List<Line> lines) {
        return lines.stream().map(line -> line.point().name()).toList();
    }

    @Test
    void eachMethodWithARankIsACurveInItsOwnColour() {
        RankChartModel model = show(Method.LORA, Method.DORA, Method.IA3, Method.FULL);
        assertEquals(
                List.of("LoRA", "DoRA"),
                model.series().stream().map(Series::name).toList());
        assertEquals(
                List.of(OptionalInt.of(0), OptionalInt.of(1)),
                model.series().stream().map(Series::colour).toList());
        assertTrue(model.series().stream().allMatch(one -> one.points().size() == 3));
    }

    @Test
    void whatHasNoRankIsALineAcrossTheAxisOfRanks() {
        RankChartModel model = show(Method.LORA, Method.IA3, Method.PREFIX_TUNING, Method.FULL);
        assertEquals(List.of("IA3", "Prefix tuning 16 tokens", "Full fine-tuning"), names(model.lines()));
        assertEquals(
                List.of(false, false, true),
                model.lines().stream().map(Line::isReference).toList());
    }

    @Test
    void onAxesOfCostsEveryMethodHasItsPointsAndFullFineTuningStaysALine() {
        show(Method.LORA, Method.IA3, Method.PREFIX_TUNING, Method.FULL);
        for (CostAxis axis : List.of(CostAxis.PARAMETERS, CostAxis.MEMORY, CostAxis.TIME)) {
            chart.axisProperty().set(axis);
            RankChartModel model = chart.modelProperty().get();
            assertEquals(
                    List.of(3, 1, 3),
                    model.series().stream().map(one -> one.points().size()).toList(),
                    axis.title());
            assertEquals(List.of("Full fine-tuning"), names(model.lines()), axis.title());
        }
        assertEquals(
                ", " + Quantities.clock(board.reference().orElseThrow().elapsedMillis()),
                chart.modelProperty().get().lines().get(0).cost());
    }

    @Test
    void besideFullFineTuningAloneTheRanksKeepTheirColours() {
        RankChartModel model = show(Method.LORA, Method.FULL);
        assertEquals(
                List.of(OptionalInt.empty()),
                model.series().stream().map(Series::colour).toList());
        assertFalse(model.comparesMethods());
        assertEquals(
                List.of(0, 1, 2),
                model.points().stream().map(RankChartModel.Point::colour).toList());
    }

    @Test
    void aDyLoRAIsADashedScanOverAllRanksThatSaysSo() {
        RankChartModel model = show(Method.LORA, Method.DYLORA);
        RankChartModel.Dashed scan = model.dashed().get(1);
        assertEquals("DyLoRA quick scan: one training for all ranks", scan.label());
        assertEquals(OptionalInt.of(1), scan.colour());
        assertEquals(
                List.of(1, 2, 4, 8, 16),
                scan.points().stream().map(RankChartModel.DashedPoint::rank).toList());
        assertTrue(scan.points().get(0).tip().contains("not what training there gives"));
        assertEquals("DyLoRA quick scan", model.series().get(1).name());
        assertEquals(1, model.series().get(1).points().size(), "the rank that it was trained at");
    }

    @Test
    void theReferenceIsInSight() {
        RankChartModel model = show(Method.LORA, Method.FULL);
        double full = board.reference().orElseThrow().loss();
        assertTrue(full > model.low() && full < model.high());
    }

    @Test
    void aLineIsSelectedLikeAPoint() {
        show(Method.LORA, Method.IA3, Method.FULL);
        chart.select(new Variant(Method.IA3, 0));
        assertTrue(chart.modelProperty().get().lines().get(0).point().selected());
        assertEquals(Optional.of(new Variant(Method.FULL, 0)), chart.neighbour(1));
    }

    @Test
    void whatIsSpokenNamesMethodsAndLines() {
        show(Method.LORA, Method.DORA, Method.FULL);
        String spoken = chart.spoken();
        assertTrue(spoken.contains("DoRA r = 16: "), spoken);
        assertTrue(spoken.contains("Line across: Full fine-tuning: "), spoken);
    }
}
