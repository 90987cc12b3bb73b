package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.LearningRateMap.Ending;
import org.rankscope.insight.LearningRateMap.Field;
import org.rankscope.insight.LearningRateMap.LostRun;

class LearningRateMapTest {
    private static Observation run(int rank, double rate, long seed, double value) {
        return new Observation(rank, seed, rate, value, OptionalDouble.empty(), List.of(), false);
    }

    private static LostRun lost(int rank, double rate, Ending ending) {
        return new LostRun("", rank, "", rate, ending);
    }

    private static Field best(LearningRateMap map, int rank) {
        return map.fields().stream()
                .filter(field -> field.rank() == rank && field.best())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachRankHasItsBestRateAndWhetherItLiesAtTheEdge() {
        LearningRateMap map = LearningRateMap.of(
                List.of(
                        run(1, 1e-3, 0, 2.0),
                        run(1, 3e-3, 0, 1.5),
                        run(1, 1e-2, 0, 1.8),
                        run(4, 1e-3, 0, 1.2),
                        run(4, 3e-3, 0, 1.4)),
                List.of(),
                false);
        assertEquals(3e-3, best(map, 1).learningRate());
        assertFalse(best(map, 1).edge());
        assertEquals(1e-3, best(map, 4).learningRate());
        assertTrue(best(map, 4).edge());
        assertEquals(Optional.empty(), map.at("", 4, 1e-2), "not tried there");
        assertEquals(List.of(1e-3, 3e-3, 1e-2), map.rates());
    }

    @Test
    void rateAboveWhichTrainingDivergesIsNotAtTheEdge() {
        LearningRateMap map = LearningRateMap.of(
                List.of(run(8, 1e-3, 0, 2.0), run(8, 3e-3, 0, 1.5), run(8, 3e-2, 0, Double.NaN)),
                List.of(lost(8, 1e-2, Ending.PRUNED)),
                false);
        assertFalse(best(map, 8).edge());
        assertEquals(
                Optional.of(Ending.DIVERGED), map.at("", 8, 3e-2).orElseThrow().lost());
        assertEquals(
                List.of(
                        "Training diverged: r = 8 at 0.03; such a rate counts as too large.",
                        "Stopped early, clearly behind the best rate of their rank: r = 8 at 0.01."),
                map.notes());
    }

    @Test
    void rateWithFewerRunsDoesNotCompete() {
        LearningRateMap map = LearningRateMap.of(
                List.of(run(2, 1e-3, 0, 1.0), run(2, 3e-3, 0, 1.1), run(2, 3e-3, 1, 1.3)), List.of(), false);
        assertEquals(3e-3, best(map, 2).learningRate());
        assertEquals(1.2, best(map, 2).value(), 1e-12);
    }

    @Test
    void moreIsBetterWhereTheMetricIsAScore() {
        assertEquals(
                3e-3,
                best(LearningRateMap.of(List.of(run(2, 1e-3, 0, 0.7), run(2, 3e-3, 0, 0.9)), List.of(), true), 2)
                        .learningRate());
    }

    @Test
    void orderOfTheRunsDoesNotMatter() {
        List<Observation> runs = new ArrayList<>(
                List.of(run(1, 1e-3, 0, 2.0), run(4, 1e-3, 0, 1.2), run(1, 3e-3, 0, 1.5), run(4, 3e-3, 1, 1.4)));
        LearningRateMap map = LearningRateMap.of(runs, List.of(), false);
        Collections.reverse(runs);
        assertEquals(map, LearningRateMap.of(runs, List.of(), false));
    }
}
