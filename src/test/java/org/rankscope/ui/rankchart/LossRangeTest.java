package org.rankscope.ui.rankchart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LossRangeTest {
    private final LossRange range = new LossRange();

    @Test
    void itHoldsStillWhileResultsFallInside() {
        range.update(List.of(2.5, 2.1), List.of(), LossRange.EDGE);
        double low = range.low();
        double high = range.high();
        range.update(List.of(2.5, 2.1, 2.2), List.of(4.0), LossRange.EDGE);
        assertEquals(low, range.low());
        assertEquals(high, range.high());
    }

    @Test
    void itGrowsForAResultOutside() {
        range.update(List.of(2.5, 2.1), List.of(), LossRange.EDGE);
        range.update(List.of(2.5, 2.1, 1.2), List.of(), LossRange.EDGE);
        assertTrue(range.low() < 1.2);
        assertTrue(range.high() > 2.5);
    }

    @Test
    void itLeavesTheBaseModelOnceResultsAreIn() {
        range.update(List.of(), List.of(5.0, 3.9), LossRange.EDGE);
        assertTrue(range.high() > 5.0);
        range.update(List.of(2.5, 2.4), List.of(5.0), LossRange.EDGE);
        assertTrue(range.high() < 3.0);
    }
}
