package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RetrievalScoresTest {
    private static final double EPS = 1e-12;

    @Test
    void theTwoDirectionsAreCountedApart() {
        RetrievalScores gathered = new RetrievalScores();
        gathered.add(Batches.ofPairs(
                new long[] {0, 1}, new float[][] {{1, 0}, {0, 1}}, new float[][] {{1, 0}, {0.8f, 0.6f}}));
        Scores scores = gathered.scores(1);

        // image 0: 1 against 0.8; image 1: its text 0.6 against 0. text 0: 1 against 0; text 1: its image 0.6, the
        // other 0.8
        assertEquals(1, scores.values().get("recall_at_1_image_to_text"), EPS);
        assertEquals(1 / 2.0, scores.values().get("recall_at_1_text_to_image"), EPS);
        assertEquals(1, scores.values().get("recall_at_5_text_to_image"), EPS);
    }

    @Test
    void theWholeSetIsSearchedNotOneBatch() {
        RetrievalScores gathered = new RetrievalScores();
        // Each batch by itself has one pair and nothing to confuse; text 1 is nearer to image 0 than its own.
        gathered.add(Batches.ofPairs(new long[] {0}, new float[][] {{1, 0}}, new float[][] {{1, 1}}));
        gathered.add(Batches.ofPairs(new long[] {0}, new float[][] {{0, 1}}, new float[][] {{1, 0}}));
        Scores scores = gathered.scores(1);

        assertEquals(0, scores.values().get("recall_at_1_image_to_text"), 0);
        assertEquals(1, scores.values().get("recall_at_5_image_to_text"), 0);
    }

    @Test
    void lengthsOfEmbeddingsDoNotMatter() {
        RetrievalScores gathered = new RetrievalScores();
        gathered.add(
                Batches.ofPairs(new long[] {0, 1}, new float[][] {{1, 0}, {0, 1}}, new float[][] {{1, 0}, {30, 40}}));

        assertEquals(1, gathered.scores(1).values().get("recall_at_1_image_to_text"), EPS);
    }

    @Test
    void amongEqualsTheExpectedShareCounts() {
        RetrievalScores gathered = new RetrievalScores();
        float[][] same = {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}};
        gathered.add(Batches.ofPairs(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, same, same));

        assertEquals(1 / 10.0, gathered.scores(1).values().get("recall_at_1_image_to_text"), EPS);
        assertEquals(5 / 10.0, gathered.scores(1).values().get("recall_at_5_text_to_image"), EPS);
    }

    @Test
    void rowsThatFillUpABatchAreNeitherAskedForNorFound() {
        RetrievalScores gathered = new RetrievalScores();
        gathered.add(Batches.ofPairs(
                new long[] {0, Batches.IGNORE}, new float[][] {{1, 0}, {1, 0}}, new float[][] {{0.6f, 0.8f}, {1, 0}}));
        Scores scores = gathered.scores(1);

        assertEquals(1, scores.values().get("recall_at_1_image_to_text"), 0);
        assertEquals(1, scores.values().get("recall_at_1_text_to_image"), 0);
    }
}
