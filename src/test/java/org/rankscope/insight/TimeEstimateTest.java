package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.train.StepTiming;

class TimeEstimateTest {
    private static final StepTiming SMALL = new StepTiming(4, 1_000, 10, 5, 8);
    private static final StepTiming LARGE = new StepTiming(20, 1_400, 18, 7, 8);
    private final TimeEstimate time = new TimeEstimate(SMALL, LARGE);

    /** 100 steps, evaluated before the first and after every 25th: 5 times 8 batches. */
    @ParameterizedTest
    @CsvSource({"4, 2200", "20, 3480", "12, 2840", "8, 2520", "36, 4760"})
    void aCellIsItsStartItsStepsAndItsEvaluations(int rank, long millis) {
        assertEquals(millis, time.cellMillis(rank, 100, 25));
    }

    @ParameterizedTest
    @CsvSource({"100, 25, 5", "100, 30, 5", "10, 20, 2", "20, 20, 2", "1, 1, 2"})
    void evaluationsAreThoseOfTheTrainingLoop(int steps, int every, int evaluations) {
        assertEquals(evaluations, TimeEstimate.evaluations(steps, every));
    }

    @Test
    void aLargerRankIsNeverSaidToBeFaster() {
        TimeEstimate noisy = new TimeEstimate(SMALL, new StepTiming(20, 1_000, 8, 5, 8));
        assertEquals(9, noisy.millisPerStep(4));
        assertEquals(9, noisy.millisPerStep(20));
    }

    @Test
    void oneRankIsItsOwnMeasurement() {
        assertEquals(18, new TimeEstimate(LARGE, LARGE).millisPerStep(20));
    }

    @Test
    void theSmallerRankComesFirst() {
        assertThrows(IllegalArgumentException.class, () -> new TimeEstimate(LARGE, SMALL));
    }
}
