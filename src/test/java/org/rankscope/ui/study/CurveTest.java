package org.rankscope.ui.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void aResumedRunReplacesWhatItRepeats() {
        Curve curve = new Curve();
        for (int step = 1; step <= 100; step++) {
            curve.add(step, step);
        }
        curve.add(40, -1);
        assertEquals(40, curve.size());
        assertEquals(-1, curve.last());
        assertEquals(39, curve.value(38));
    }
}
