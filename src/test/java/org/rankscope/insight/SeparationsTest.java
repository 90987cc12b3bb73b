package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Expected numbers were computed apart from this program, with quantiles of Student's t by bisection. */
class SeparationsTest {
    @Test
    void seedsThatAPairNeeds() {
        // n = 12 is the first with n ≥ ((t(1 - 0.05/6) + t(0.8)) · 0.01 / 0.01)² at 2 (n - 1) degrees: 11.899.
        double[][] losses = {{2.30, 2.34, 2.31}, {2.20, 2.25, 2.23}, {2.19, 2.25, 2.21}};
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (int seed = 0; seed < 3; seed++) {
                rows.add(Observation.of(1 << i, seed, losses[i][seed]));
            }
        }
        List<Separation> separations = new Separations(RankPairsTest.pairs(rows)).of(1);
        assertEquals(2, separations.size());
        assertEquals(
                "r = 1 is 0.09 worse than r = 2 (p < 0.001).",
                separations.get(0).words());
        assertNull(separations.get(0).moreSeeds());
        assertEquals(9L, separations.get(1).moreSeeds());
        assertNull(separations.get(1).moreItems());
        assertEquals(
                "9 more seeds would separate r = 2 from r = 4 (r = 2 is 0.01 worse, p = 0.16).",
                separations.get(1).words());
    }

    @Test
    void itemsThatAPairNeeds() {
        Separation separation = new Separations(RankPairsTest.pairs(
                        RankPairsTest.itemRows(.03, -.02, .05, .01, .00, .04, -.01, .02, .03, -.05)))
                .of(0)
                .get(0);
        assertEquals(66L, separation.moreItems());
        assertNull(separation.moreSeeds());
        assertEquals(
                "66 more evaluation items would separate r = 1 from r = 2 (r = 1 is 0.01 worse, p = 0.33).",
                separation.words());
    }

    /** Four seeds and four items: the training's variance is 0.000232, an item's 0.00371, 0.000244 is what is allowed. */
    @Test
    void seedsAndItemsWhereTheItemsMakeMostOfTheNoise() {
        double[][] differences = {
            {-0.02, 0.05, 0.05, -0.08}, {0.1, 0.04, 0.01, 0.17}, {0.04, -0.01, 0.03, 0.06}, {0.08, 0.03, -0.02, -0.01}
        };
        List<Observation> rows = new ArrayList<>();
        for (int seed = 0; seed < 4; seed++) {
            List<Double> second = List.of(2.0, 2.1, 2.2, 2.3);
            List<Double> first = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                first.add(second.get(i) + differences[seed][i]);
            }
            rows.add(run(1, seed, first));
            rows.add(run(2, seed, second));
        }
        Separation separation = new Separations(RankPairsTest.pairs(rows)).of(0).get(0);
        assertEquals(0.15215, separation.pValue(), 1e-5);
        assertEquals(307 - 4, separation.moreItems());
        assertTrue(
                separation
                        .words()
                        .matches("\\d+ more seeds or 303 more evaluation items would separate r = 1 from r = 2.*"),
                separation.words());
    }

    @Test
    void nextToNothingTakesNoRealisticNumber() {
        List<Observation> rows = Tables.seeded(new int[] {8, 16}, new double[] {2.0, 2.0}, 3, 0, 0.01, 4);
        double shift = rows.stream()
                        .mapToDouble(row -> row.rank() == 8 ? row.value() : -row.value())
                        .sum()
                / 3;
        List<Observation> close = rows.stream()
                .map(row -> Observation.of(
                        row.rank(), row.seed(), row.rank() == 8 ? row.value() - shift + 1e-5 : row.value()))
                .toList();
        Separation separation =
                new Separations(RankPairsTest.pairs(close)).of(0).get(0);
        assertTrue(
                separation.words().startsWith("No realistic number of seeds would separate r = 8 from r = 16"),
                separation.words());
        assertNull(separation.moreSeeds());
    }

    @Test
    void statedErrorsSayHowManyTimes() {
        // One pair: (1.95996 + 0.84162)² · 0.02 / 0.04 = 3.924.
        Separation separation = new Separations(RankPairsTest.pairs(Tables.stated(new int[] {1, 2}, 0.1, 1.2, 1.0)))
                .of(0)
                .get(0);
        assertEquals(
                "4 times as many runs or evaluation items would separate r = 1 from r = 2 (r = 1 is 0.2 worse, p = 0.16).",
                separation.words());
    }

    @Test
    void unknownNoiseIsSaid() {
        Separation separation =
                new Separations(RankPairsTest.pairs(Tables.e2e(2))).of(0).get(0);
        assertEquals("r = 1 is 0.02 worse than r = 2; how much of that is chance is not known.", separation.words());
        assertNull(separation.pValue());
    }

    @Test
    void ranksThatHaveAllTheirRunsAreComparedThoughAnotherIsNotThereYet() {
        List<Observation> rows = Tables.threeRuns(new int[] {1, 2, 4}, new double[] {2.4, 2.2, 2.199}, 0.006, 0);
        rows.removeIf(row -> row.rank() == 1 && row.seed() > 0);
        List<Separation> separations = new Separations(RankPairsTest.pairs(rows)).of(1);
        assertTrue(
                separations.get(0).words().endsWith("how much of that is chance is not known."),
                separations.get(0).words());
        assertTrue(
                separations.get(1).words().startsWith("r = 2 can't be told from r = 4 (r = 2 is 0.001 worse, p = "),
                separations.get(1).words());
        RankCurve curve = VerdictEngine.curve(rows, false);
        assertEquals(
                3,
                Comparison.of(curve, curve.ranks().get(1), curve.ranks().get(2)).pairs());
    }

    @Test
    void eachPairOfNeighboursAndEachAgainstTheAdvisedOnce() {
        List<Separation> separations = new Separations(RankPairsTest.pairs(Tables.e2e(16))).of(3);
        assertEquals(
                List.of("1-2", "1-8", "2-4", "2-8", "4-8", "8-16"),
                separations.stream().map(s -> s.rank() + "-" + s.other()).toList());
    }

    @Test
    void itemErrorsAreWithinItems() {
        // Items 1, 2, 3 and 1.2, 2.1, 3.4: what is left without each item's mean is ∓0.1, ∓0.05, ∓0.2, deviation
        // 0.07638,
        // over √3 and times √2: 0.06236.
        List<Observation> rows = List.of(run(1, 0, List.of(1.0, 2.0, 3.0)), run(2, 0, List.of(1.2, 2.1, 3.4)));
        List<RankResult> ranks =
                VerdictEngine.judge(rows, VerdictOptions.DEFAULT).ranks();
        assertEquals(0.06236095644623249, ranks.get(0).standardError(), 1e-12);
        assertEquals(0.06236095644623249, ranks.get(1).standardError(), 1e-12);
        assertTrue(Arrays.stream(
                        ItemErrors.of(VerdictEngine.curve(Tables.e2e(4), false).ranks()))
                .allMatch(Double::isNaN));
    }

    private static Observation run(int rank, long seed, List<Double> items) {
        double mean = items.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return new Observation(rank, seed, Double.NaN, mean, OptionalDouble.empty(), items, false);
    }
}
