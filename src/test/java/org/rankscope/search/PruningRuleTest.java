package org.rankscope.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.train.MetricLine;

class PruningRuleTest {
    private static MetricLine at(int step, double loss) {
        return MetricLine.evaluation(step, loss, 100, List.of(), step);
    }

    private static final PruningRule RULE =
            new PruningRule(List.of(at(0, 3.0), at(20, 2.5), at(40, 2.0), at(60, 1.8)), 60);

    @Test
    void runThatGainedLessThanHalfAsMuchIsHopeless() {
        assertTrue(RULE.isHopeless(40, 2.51));
        assertFalse(RULE.isHopeless(40, 2.49));
    }

    @Test
    void nothingIsJudgedInTheFirstThird() {
        assertFalse(RULE.isHopeless(19, 9.0));
        assertTrue(RULE.isHopeless(20, 9.0));
    }

    @Test
    void nothingIsJudgedWhereTheOtherWasNotMeasured() {
        assertFalse(RULE.isHopeless(30, 9.0));
        assertFalse(new PruningRule(List.of(at(40, 2.0)), 60).isHopeless(40, 9.0), "its start is not known");
    }

    @Test
    void differencesThatNoVerdictWouldSeeAreNoReason() {
        PruningRule flat = new PruningRule(List.of(at(0, 2.010), at(40, 2.0)), 60);
        assertFalse(flat.isHopeless(40, 2.019));
        assertTrue(flat.isHopeless(40, 2.021));
    }

    @Test
    void runIsNotMeasuredAgainstOneThatGotWorse() {
        assertFalse(new PruningRule(List.of(at(0, 2.0), at(40, 2.5)), 60).isHopeless(40, 3.0));
    }

    @Test
    void firstRateIsTenTimesThatOfFullFineTuning() {
        assertEquals(2e-4, FirstRate.of(7_000_000_000L), 1e-18);
        assertEquals(1e-4, FirstRate.of(70_000_000_000L), 1e-18);
        assertEquals(1e-2, FirstRate.of(1_000_000), 1e-15);
    }
}
