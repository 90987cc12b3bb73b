package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class LanguageScoresTest {
    @Test
    void perplexityIsExpOfTheLossAndAccuracyOfTokens() {
        LanguageScores scores = new LanguageScores();
        scores.add(Batches.of(new long[] {7, Batches.IGNORE, 9}, 7, 0, 8));

        assertEquals(8, scores.scores(Math.log(8)).values().get("perplexity"), 1e-12);
        assertEquals(1 / 2.0, scores.scores(1).values().get("token_accuracy"), 0);
    }

    @Test
    void aPerplexityThatIsTooLargeIsSaid() {
        Scores scores = new LanguageScores().scores(1000);

        assertNull(scores.values().get("perplexity"));
        assertEquals("exp of a loss of 1000.0 is no number", scores.undefined().get("perplexity"));
    }
}
