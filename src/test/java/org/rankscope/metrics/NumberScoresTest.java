package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NumberScoresTest {
    @Test
    void theCorrelationIsPearsons() {
        // deviations -1.5 -0.5 0.5 1.5 and -1.5 0.5 -0.5 1.5: 4 / √(5 · 5)
        assertEquals(0.8, pearson(new float[] {1, 2, 3, 4}, 1, 3, 2, 4), 1e-12);
        assertEquals(-0.8, pearson(new float[] {1, 2, 3, 4}, -1, -3, -2, -4), 1e-12);
    }

    @Test
    void numbersThatAreLargeAgainstTheirSpreadKeepTheirDigits() {
        assertEquals(0.8, pearson(new float[] {8e6f + 1, 8e6f + 2, 8e6f + 3, 8e6f + 4}, 1, 3, 2, 4), 1e-12);
    }

    @Test
    void rowsWithoutALabelCountForNothing() {
        assertEquals(0.8, pearson(new float[] {1, Float.NaN, 2, 3, 4}, 1, 99, 3, 2, 4), 1e-12);
    }

    @Test
    void whereThereIsNoCorrelationTheReasonIsSaid() {
        assertUndefined("all 3 labels are the same, 2.0", new float[] {2, 2, 2}, 1, 2, 3);
        assertUndefined("all 3 predictions are the same, 0.5", new float[] {1, 2, 3}, 0.5f, 0.5f, 0.5f);
        assertUndefined("a correlation takes two rows or more, there is 1", new float[] {1}, 2);
    }

    private static void assertUndefined(String reason, float[] targets, float... predicted) {
        Scores scores = scores(targets, predicted);
        assertTrue(scores.values().containsKey("pearson"));
        assertNull(scores.values().get("pearson"));
        assertEquals(reason, scores.undefined().get("pearson"));
    }

    private static double pearson(float[] targets, float... predicted) {
        return scores(targets, predicted).values().get("pearson");
    }

    private static Scores scores(float[] targets, float... predicted) {
        NumberScores scores = new NumberScores();
        scores.add(Batches.ofNumbers(targets, predicted));
        return scores.scores(1);
    }
}
