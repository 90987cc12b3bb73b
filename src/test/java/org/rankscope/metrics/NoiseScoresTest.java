package org.rankscope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class NoiseScoresTest {
    @Test
    void eachThirdOfTheStepsHasItsMeanLoss() {
        Scores scores = scores(OptionalInt.of(90));

        // two numbers an image; steps 0 and 29 are of the first third, 30 of the second, no image is of the last
        assertEquals((3 + 1) / 4.0, scores.values().get("loss_little_noise"), 1e-12);
        assertEquals(8 / 2.0, scores.values().get("loss_some_noise"), 1e-12);
        assertNull(scores.values().get("loss_much_noise"));
        assertEquals(
                "no image of the set has that much noise", scores.undefined().get("loss_much_noise"));
    }

    @Test
    void withoutAKnownNumberOfStepsTheLossIsAll() {
        assertSame(Scores.NONE, scores(OptionalInt.empty()));
    }

    private static Scores scores(OptionalInt steps) {
        NoiseScores scores = new NoiseScores(steps);
        float none = Float.NaN;
        scores.add(new EvaluatedBatch(
                Map.of("timestep", Batches.longs(0, 29, 30, 89)),
                Batches.floats(0, 0, 0, 0, 0, 0, none, none),
                new float[] {3, 1, 8, 0},
                Map.of()));
        return scores.scores(1);
    }
}
