package org.rankscope.ui.curves;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpecBuilder;
import org.rankscope.ui.chart.NamedMark;
import org.rankscope.ui.curves.RankCurve.Sample;
import org.rankscope.ui.study.BoardOf;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.SyntheticStudy;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.theme.ChartColors;

class CurveMarksTest {
    private static final int STEPS = 60;

    private static List<RankCurve> curves(int last, Method selected) {
        return Stream.of(Method.values())
                .map(method -> new RankCurve(
                        new Variant(method, 8),
                        "",
                        "",
                        method.ordinal(),
                        method == selected,
                        false,
                        false,
                        List.of(new Sample(0, 3), new Sample(last, 2))))
                .toList();
    }

    @Test
    void noTwoCurvesHaveAMarkAtTheSameStep() {
        List<RankCurve> curves = curves(STEPS, Method.LORA);
        CurveMarks marks = new CurveMarks(curves, STEPS, ChartColors.LIGHT);
        double[] steps = curves.stream()
                .flatMapToDouble(curve -> Arrays.stream(marks.steps(curve)))
                .sorted()
                .toArray();
        assertEquals(2 * curves.size(), steps.length);
        double apart = IntStream.range(1, steps.length)
                .mapToDouble(i -> steps[i] - steps[i - 1])
                .min()
                .orElseThrow();
        assertTrue(apart > STEPS / 40.0, "only " + apart + " steps apart");
    }

    @Test
    void marksStayWhereTheyAreWhateverIsSelected() {
        List<RankCurve> one = curves(STEPS, Method.LORA);
        List<RankCurve> other = curves(STEPS, Method.IA3);
        for (int i = 0; i < one.size(); i++) {
            assertArrayEquals(
                    new CurveMarks(one, STEPS, ChartColors.LIGHT).steps(one.get(i)),
                    new CurveMarks(other, STEPS, ChartColors.LIGHT).steps(other.get(i)));
        }
    }

    @Test
    void aCurveThatHasJustBegunIsMarkedAtItsEnd() {
        List<RankCurve> curves = curves(5, Method.LORA);
        CurveMarks marks = new CurveMarks(curves, STEPS, ChartColors.LIGHT);
        curves.forEach(curve -> assertArrayEquals(new double[] {5}, marks.steps(curve)));
    }

    @Test
    void aMarkLiesOnItsCurve() {
        List<Sample> samples = List.of(new Sample(0, 3), new Sample(10, 2), new Sample(30, 1));
        assertEquals(3, CurveMarks.lossAt(samples, 0));
        assertEquals(2.5, CurveMarks.lossAt(samples, 5), 1e-12);
        assertEquals(1.5, CurveMarks.lossAt(samples, 20), 1e-12);
        assertEquals(1, CurveMarks.lossAt(samples, 40));
    }

    @Test
    void everyMethodIsInTheLegendWhereThereAreManyAndNoneWhereThereAreFew() {
        StudyBoard board = new StudyBoard();
        CurvesViewModel curves = new CurvesViewModel(board);
        show(board, Method.values());
        List<NamedMark> legend = curves.shownProperty().get().legend();
        assertEquals(
                curves.shownProperty().get().curves().stream()
                        .map(RankCurve::label)
                        .toList(),
                legend.stream().map(NamedMark::name).toList());
        assertEquals(
                Method.values().length,
                legend.stream().map(NamedMark::colour).distinct().count());
        show(board, Method.LORA, Method.DORA, Method.FULL);
        assertEquals(List.of(), curves.shownProperty().get().legend());
    }

    private static void show(StudyBoard board, Method... methods) {
        BoardOf.finished(
                board,
                SyntheticStudy.choose(),
                StudySpecBuilder.builder(SyntheticStudy.spec(List.of(1, 8), List.of(3e-3), List.of(0L), 20))
                        .methods(List.of(methods))
                        .build());
    }
}
