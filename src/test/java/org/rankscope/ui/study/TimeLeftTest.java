package org.rankscope.ui.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void nothingIsSaidWhileItWouldBeAGuess() {
        TimeLeft left = new TimeLeft(0, 0);
        assertEquals(OptionalLong.empty(), left.update(SECOND, 0.1));
        assertEquals(OptionalLong.empty(), left.update(10 * SECOND, 0));
    }

    @Test
    void aSteadyRunIsForetoldExactly() {
        TimeLeft left = new TimeLeft(0, 0);
        for (int second = 4; second < 100; second++) {
            assertEquals(
                    (100 - second) * 1000L,
                    left.update(second * SECOND, second / 100.0).orElseThrow(),
                    2);
        }
    }

    @Test
    void whatWasDoneBeforeCountsAsDone() {
        TimeLeft resumed = new TimeLeft(0, 0.5);
        assertEquals(40_000, resumed.update(10 * SECOND, 0.6).orElseThrow(), 2);
    }

    @Test
    void oneSlowStepMovesItOnlyALittle() {
        TimeLeft left = new TimeLeft(0, 0);
        long before = 0;
        for (int second = 4; second <= 20; second++) {
            before = left.update(second * SECOND, second / 100.0).orElseThrow();
        }
        long stalled = left.update(30 * SECOND, 0.20).orElseThrow();
        long jump = Math.abs(stalled - before);
        assertTrue(jump < 10_000, "moved by " + jump + " ms; without settling it would be 40 s");
    }
}
