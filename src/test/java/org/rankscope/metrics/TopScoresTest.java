package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class TopScoresTest {
    @Test
    void oneIsFirstOneAmongFiveAndOneNeither() {
        TopScores scores = new TopScores(7);
        scores.add(Batches.of(
                new long[] {3, 6, 0, Batches.IGNORE},
                3,
                1,
                2,
                4,
                5, /* next */
                0,
                1,
                2,
                3,
                6, /* next */
                6,
                5,
                4,
                3,
                2, /* filler */
                0,
                1,
                2,
                3,
                4));

        assertEquals(1 / 3.0, scores.scores(1).values().get("top1_accuracy"), 1e-12);
        assertEquals(2 / 3.0, scores.scores(1).values().get("top5_accuracy"), 1e-12);
    }

    @Test
    void amongFiveClassesAllAreInTheFirstFive() {
        TopScores scores = new TopScores(5);
        scores.add(Batches.of(new long[] {4}, 0, 1, 2, 3, 4));

        assertEquals(0, scores.scores(1).values().get("top1_accuracy"), 0);
        assertFalse(scores.scores(1).values().containsKey("top5_accuracy"));
    }
}
