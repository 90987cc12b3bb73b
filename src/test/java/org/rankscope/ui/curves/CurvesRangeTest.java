package org.rankscope.ui.curves;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jfree.data.Range;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.study.Variant;

class CurvesRangeTest {
    private static RankCurve curve(int every, double... losses) {
        List<RankCurve.Sample> samples = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            samples.add(new RankCurve.Sample(i * every, losses[i]));
        }
        return new RankCurve(new Variant(Method.LORA, 4), "r = 4", "r 4", 0, false, false, false, samples);
    }

    private static RankCurve reference(double... losses) {
        return new RankCurve(
                new Variant(Method.FULL, 0),
                "full",
                "full",
                -1,
                false,
                false,
                false,
                curve(10, losses).samples());
    }

    @Test
    void theReferenceLeavesTheRangeOnlyWhereItIsFarAway() {
        RankCurve own = curve(10, 3.0, 2.6, 2.4);
        assertTrue(CurvesRange.of(List.of(own, reference(3.0, 2.4, 2.2)), 20).contains(2.2));
        Range far = CurvesRange.of(List.of(own, reference(3.0, 1.0, 0.4)), 20);
        assertTrue(far.getLowerBound() > 2, far.toString());
        assertTrue(CurvesRange.of(List.of(reference(3.0, 1.0, 0.4)), 20).contains(0.4));
    }

    @Test
    void aFirstFallIsCutSoThatARiseIsSeen() {
        Range range = CurvesRange.of(List.of(curve(25, 0.236, 0.1, 0.08, 0.07, 0.075, 0.085, 0.09)), 150);
        assertTrue(range.contains(0.07) && range.contains(0.1), range.toString());
        assertTrue(range.getUpperBound() < 0.15, range.toString());
    }

    @Test
    void whatFallsEvenlyIsShownWhole() {
        Range range = CurvesRange.of(List.of(curve(10, 3.0, 2.5, 2.2, 2.0)), 30);
        assertTrue(range.contains(3.0) && range.contains(2.0), range.toString());
    }

    @Test
    void oneSampleHasRoomAroundIt() {
        Range range = CurvesRange.of(List.of(curve(10, 0.61)), 200);
        assertTrue(range.contains(0.61), range.toString());
        assertTrue(range.getLength() > 0);
    }

    @Test
    void lossesThatAreNoNumbersDoNotCount() {
        Range range = CurvesRange.of(List.of(curve(10, 2, Double.NaN, 1)), 20);
        assertEquals(0.88, range.getLowerBound(), 1e-9);
    }
}
