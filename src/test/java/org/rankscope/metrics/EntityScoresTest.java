package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntityScoresTest {
    private static final double EPS = 1e-12;
    private static final List<String> TAGS = List.of("O", "B-PER", "I-PER", "B-MISC", "I-MISC");
    private static final long X = Batches.IGNORE;

    @Test
    void theExampleOfSeqevalsReadme() {
        Scores scores = scores(
                2,
                new long[] {0, 0, 0, 3, 4, 4, 0, /* next row */ 1, 2, 0, X, X, X, X},
                0,
                0,
                3,
                4,
                4,
                4,
                0, /* next row */
                1,
                2,
                0,
                3,
                3,
                3,
                3);

        // the MISC begins a token early: one of two entities is hit; 8 of 10 tags are right
        assertEquals(0.5, scores.values().get("entity_f1"), EPS);
        assertEquals(0.5, scores.values().get("entity_precision"), EPS);
        assertEquals(0.5, scores.values().get("entity_recall"), EPS);
        assertEquals(8 / 10.0, scores.values().get("token_accuracy"), EPS);
    }

    @Test
    void precisionAndRecallTellMissedFromInvented() {
        // labelled: PER 0-1, MISC 3-3, PER 5-5. Predicted: PER 0-1, PER 3-3
        Scores scores = scores(1, new long[] {1, 2, 0, 3, 0, 1}, 1, 2, 0, 1, 0, 0);

        assertEquals(1 / 2.0, scores.values().get("entity_precision"), EPS);
        assertEquals(1 / 3.0, scores.values().get("entity_recall"), EPS);
        assertEquals(2 / 5.0, scores.values().get("entity_f1"), EPS);
    }

    @Test
    void tokensWithoutALabelAreLeftOutOfAnEntity() {
        // the second piece of a word has no label; the model's tag for it does not tear the entity
        Scores scores = scores(1, new long[] {1, X, 2, 0}, 1, 0, 2, 0);

        assertEquals(1, scores.values().get("entity_f1"), 0);
        assertEquals(1, scores.values().get("token_accuracy"), 0);
    }

    @Test
    void anEntityDoesNotGoOnInTheNextRow() {
        // PER at the end of row 1 and I-PER at the beginning of row 2 are two
        Scores scores = scores(2, new long[] {0, 1, 2, 0}, 0, 1, 0, 0);

        assertEquals(1, scores.values().get("entity_precision"), 0);
        assertEquals(1 / 2.0, scores.values().get("entity_recall"), EPS);
    }

    @Test
    void whereThereAreNoEntitiesTheScoresAreZero() {
        assertEquals(0, scores(1, new long[] {0, 0}, 0, 0).values().get("entity_f1"), 0);
        assertEquals(0, scores(1, new long[] {0, 1}, 0, 0).values().get("entity_precision"), 0);
    }

    @Test
    void withoutNamesOfTagsOnlyTokensAreCounted() {
        EntityScores scores = new EntityScores(List.of());
        scores.add(Batches.ofRows(1, new long[] {0, 1}, 0, 0));

        assertFalse(scores.scores(1).values().containsKey("entity_f1"));
        assertEquals(0.5, scores.scores(1).values().get("token_accuracy"), 0);
    }

    private static Scores scores(int rows, long[] targets, long... predicted) {
        EntityScores scores = new EntityScores(TAGS);
        scores.add(Batches.ofRows(rows, targets, predicted));
        return scores.scores(1);
    }
}
