package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** The numbers are those of scikit-learn's definitions, worked out by hand. */
class ClassScoresTest {
    private static final double EPS = 1e-12;

    @Test
    void threeClassesByHand() {
        Scores scores = scores(3, new long[] {0, 0, 0, 1, 1, 2}, 0, 0, 1, 1, 2, 1);

        // hits 2 1 0, labelled 3 2 1, predicted 2 3 1
        assertEquals(3 / 6.0, scores.values().get("accuracy"), EPS);
        assertEquals((4 / 5.0 + 2 / 5.0 + 0 / 2.0) / 3, scores.values().get("f1_macro"), EPS);
        assertEquals(3 / 6.0, scores.values().get("f1_micro"), EPS);
        // (3·6 - (3·2 + 2·3 + 1·1)) / √((36 - 14)(36 - 14))
        assertEquals(5 / 22.0, scores.values().get("matthews_correlation"), EPS);
    }

    @Test
    void twoClassesGiveTheUsualMatthewsFormula() {
        // 6 true positives, 3 true negatives, 1 false positive, 2 false negatives
        Scores scores = scores(2, new long[] {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1}, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0);

        assertEquals(
                (6 * 3 - 1 * 2) / Math.sqrt(7.0 * 8 * 4 * 5), scores.values().get("matthews_correlation"), EPS);
        assertEquals(9 / 12.0, scores.values().get("accuracy"), EPS);
        // positives 12 / (8 + 7), negatives 6 / (4 + 5)
        assertEquals((12 / 15.0 + 6 / 9.0) / 2, scores.values().get("f1_macro"), EPS);
    }

    @Test
    void aClassThatNeverOccursDoesNotCount() {
        assertEquals(
                scores(3, new long[] {0, 0, 0, 1, 1, 2}, 0, 0, 1, 1, 2, 1),
                scores(7, new long[] {0, 0, 0, 1, 1, 2}, 0, 0, 1, 1, 2, 1));
    }

    @Test
    void aClassThatIsNeverPredictedCountsAsNothing() {
        Scores scores = scores(2, new long[] {0, 0, 1}, 0, 0, 0);

        assertEquals(2 / 3.0, scores.values().get("accuracy"), EPS);
        assertEquals((4 / 5.0 + 0) / 2, scores.values().get("f1_macro"), EPS);
        assertEquals(0, scores.values().get("matthews_correlation"), 0);
    }

    @Test
    void oneClassOnlyHasNoMatthewsCorrelation() {
        Scores scores = scores(3, new long[] {1, 1, 1}, 1, 1, 1);

        assertEquals(1, scores.values().get("accuracy"), 0);
        assertEquals(1, scores.values().get("f1_macro"), 0);
        assertEquals(0, scores.values().get("matthews_correlation"), 0);
    }

    @Test
    void rowsWithoutALabelCountForNothing() {
        assertEquals(
                scores(2, new long[] {0, 1}, 0, 0),
                scores(2, new long[] {0, Batches.IGNORE, 1, Batches.IGNORE}, 0, 1, 0, 0));
    }

    @Test
    void ofNothingNothingIsSaid() {
        Scores scores = scores(2, new long[] {Batches.IGNORE}, 1);

        assertNull(scores.values().get("accuracy"));
        assertEquals("there is nothing to predict", scores.undefined().get("matthews_correlation"));
    }

    private static Scores scores(int classes, long[] targets, long... predicted) {
        ClassScores scores = new ClassScores(classes);
        scores.add(Batches.of(targets, predicted));
        return scores.scores(1);
    }
}
