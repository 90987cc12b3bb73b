package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverlapScoresTest {
    private static final double EPS = 1e-12;
    private static final List<String> NAMES = List.of("background", "Lesion (small)", "vessel");

    @Test
    void overTwoImagesByHand() {
        OverlapScores gathered = new OverlapScores(3, NAMES);
        gathered.add(Batches.ofRows(1, new long[] {0, 0, 1, 1}, 0, 1, 1, 1));
        gathered.add(Batches.ofRows(1, new long[] {0, Batches.IGNORE, 0, 1}, 0, 1, 0, 0));
        Scores scores = gathered.scores(1);

        // class 0: 3 hits of 4 labelled and 4 predicted; class 1: 2 hits of 3 and 3; class 2 does not occur
        assertEquals(3 / 5.0, scores.values().get("iou_background"), EPS);
        assertEquals(6 / 8.0, scores.values().get("dice_background"), EPS);
        assertEquals(2 / 4.0, scores.values().get("iou_lesion_small"), EPS);
        assertEquals(4 / 6.0, scores.values().get("dice_lesion_small"), EPS);
        assertEquals((3 / 5.0 + 2 / 4.0) / 2, scores.values().get("mean_iou"), EPS);
        assertEquals((6 / 8.0 + 4 / 6.0) / 2, scores.values().get("mean_dice"), EPS);
        assertEquals(2 / 4.0, scores.values().get("mean_iou_without_background"), EPS);
        assertEquals(4 / 6.0, scores.values().get("mean_dice_without_background"), EPS);
        assertEquals(5 / 7.0, scores.values().get("pixel_accuracy"), EPS);
        assertNull(scores.values().get("iou_vessel"));
        assertTrue(scores.undefined().containsKey("dice_vessel"));
    }

    @Test
    void aClassThatIsNeverPredictedCountsAsNothing() {
        Scores scores = scores(new long[] {0, 0, 0, 2}, 0, 0, 0, 0);

        assertEquals(0, scores.values().get("iou_vessel"), 0);
        assertEquals((3 / 4.0 + 0) / 2, scores.values().get("mean_iou"), EPS);
        assertEquals(0, scores.values().get("mean_dice_without_background"), 0);
    }

    @Test
    void ofBackgroundAloneTheForegroundIsUndefined() {
        Scores scores = scores(new long[] {0, 0}, 0, 0);

        assertEquals(1, scores.values().get("mean_iou"), 0);
        assertNull(scores.values().get("mean_iou_without_background"));
        assertEquals(
                "no class but 0 is in the masks or in the predictions",
                scores.undefined().get("mean_iou_without_background"));
    }

    private static Scores scores(long[] targets, long... predicted) {
        OverlapScores scores = new OverlapScores(3, NAMES);
        scores.add(Batches.ofRows(1, targets, predicted));
        return scores.scores(1);
    }
}
