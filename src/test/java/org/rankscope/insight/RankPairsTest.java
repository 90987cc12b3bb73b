package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected numbers were computed apart from this program, with Student's t by Simpson's rule on its density. */
class RankPairsTest {
    private static final int[] RANKS = {1, 2, 4, 8, 16, 32};

    /** Three ranks, three seeds; the residual mean square is 0.00005 with 4 degrees of freedom. */
    private static List<Observation> threeByThree() {
        double[][] losses = {{2.30, 2.34, 2.31}, {2.20, 2.25, 2.23}, {2.19, 2.25, 2.21}};
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (int seed = 0; seed < 3; seed++) {
                rows.add(Observation.of(RANKS[i], seed, losses[i][seed]));
            }
        }
        return rows;
    }

    @Test
    void seedsAreBlocksAndHolmAdjusts() {
        RankPairs pairs = pairs(threeByThree());
        assertEquals(0.09, pairs.test(0, 1).difference(), 1e-12);
        assertEquals(0.00577350269, pairs.test(0, 1).error(), 1e-10);
        assertEquals(4, pairs.test(0, 1).freedom());
        assertEquals(9.888191783780e-5, pairs.test(0, 1).pValue(), 1e-11);
        assertEquals(0.1583024233754583, pairs.test(1, 2).pValue(), 1e-9);
        assertEquals(0.000195632107621857, pairs.pValue(0, 2), 1e-11);
        assertEquals(0.00019776383567560174, pairs.pValue(0, 1), 1e-11);
        assertEquals(0.1583024233754583, pairs.pValue(1, 2), 1e-9);
        assertEquals(List.of(List.of(2, 4)), pairs.indistinguishable());
    }

    @Test
    void whatASeedShiftsForAllRanksChangesNoPair() {
        List<Observation> moved = threeByThree().stream()
                .map(row -> Observation.of(row.rank(), row.seed(), row.value() + row.seed() * 0.5))
                .toList();
        assertEquals(0.00577350269, pairs(moved).test(0, 1).error(), 1e-10);
    }

    @Test
    void aNoisyPairIsTestedByItsOwnError() {
        List<Observation> rows = new ArrayList<>();
        for (int rank : RANKS) {
            for (int seed = 0; seed < 3; seed++) {
                rows.add(Observation.of(rank, seed, 2 + (rank == 1 ? 0.3 * (seed - 1) : 0.001 * ((seed + rank) % 3))));
            }
        }
        PairTest noisy = pairs(rows).test(0, 1);
        // rank 2 adds 0.002, 0, 0.001: differences -0.302, 0, 0.299, whose deviation over √3 is 0.17349.
        assertEquals(0.17349, noisy.error(), 1e-5);
    }

    @Test
    void oneRunEachIsPairedByItem() {
        double[] differences = {.03, -.02, .05, .01, .00, .04, -.01, .02, .03, -.05};
        RankPairs pairs = pairs(itemRows(differences));
        assertEquals(0.3276337291337358, pairs.pValue(0, 1), 1e-9);
        assertEquals(0.030550504633038936, pairs.test(0, 1).deviation(), 1e-12);
    }

    @Test
    void statedErrorsAreNormal() {
        // 0.3 / √0.02 = 2.1213, two-sided 0.033895; the largest of ten pairs and Holm make it ten times that.
        RankPairs pairs = pairs(Tables.mnli());
        assertEquals(
                0.033895, Comparison.alone(curve(Tables.mnli()), at(0), at(3)).pValue(), 1e-6);
        assertEquals(0.33895, pairs.pValue(0, 3), 1e-5);
        assertEquals(List.of(List.of(1, 2, 4, 8, 64)), pairs.indistinguishable());
    }

    @Test
    void withoutNoiseThereAreNoGroups() {
        RankPairs pairs = pairs(Tables.e2e(64));
        assertEquals(List.of(), pairs.indistinguishable());
        assertTrue(Double.isNaN(pairs.pValue(0, 1)));
    }

    @Test
    void groupsOverlapAndNoneLiesWithinAnother() {
        // An error of 0.05 each: 0.3 is 4.2 errors of a difference, and each of the nine such pairs is told apart. Of
        // the six
        // that are left 0.2 is 2.83 errors, p = 0.0047 times six, and 0.1 is 1.41 errors, p = 0.157.
        RankPairs pairs = pairs(Tables.stated(RANKS, 0.05, 2.5, 2.4, 2.3, 2.0, 1.9, 1.9));
        assertEquals(List.of(List.of(1, 2), List.of(2, 4), List.of(8, 16, 32)), pairs.indistinguishable());
        RankPairs slope = pairs(Tables.stated(new int[] {1, 2, 4}, 0.05, 2.4, 2.28, 2.16));
        assertEquals(List.of(List.of(1, 2), List.of(2, 4)), slope.indistinguishable());
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "5"})
    void equalRanksArePartedInAtMostFiveOfAHundredTables(int seeds) {
        int parted = 0;
        int tables = 600;
        double[] level = {2, 2, 2, 2, 2, 2};
        for (int draw = 0; draw < tables; draw++) {
            RankPairs pairs = pairs(Tables.seeded(RANKS, level, seeds, 0.01, 0.01, draw));
            parted += pairs.indistinguishable().equals(List.of(List.of(1, 2, 4, 8, 16, 32))) ? 0 : 1;
        }
        assertTrue(parted <= 0.05 * tables, parted + " of " + tables);
        assertTrue(parted > 0, "a test that never errs has no power");
    }

    @Test
    void equalRanksWithItemsArePartedInAtMostFiveOfAHundredTables() {
        int parted = 0;
        int tables = 400;
        for (int draw = 0; draw < tables; draw++) {
            Random random = new Random(draw);
            List<Observation> rows = new ArrayList<>();
            double[] hard = random.doubles(50, -1, 1).toArray();
            for (int rank : RANKS) {
                List<Double> items = new ArrayList<>();
                for (double value : hard) {
                    items.add(2 + value + 0.1 * random.nextGaussian());
                }
                double mean = items.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow();
                rows.add(new Observation(rank, 0, Double.NaN, mean, OptionalDouble.empty(), items, false));
            }
            parted += pairs(rows).indistinguishable().size() == 1
                            && pairs(rows).indistinguishable().get(0).size() == RANKS.length
                    ? 0
                    : 1;
        }
        assertTrue(parted <= 0.05 * tables, parted + " of " + tables);
    }

    @Test
    void realDifferencesAreFound() {
        int found = 0;
        double[] bend = {2.1, 2.0, 2.0, 2.0, 2.0, 2.0};
        for (int draw = 0; draw < 100; draw++) {
            RankPairs pairs = pairs(Tables.seeded(RANKS, bend, 3, 0.05, 0.01, draw));
            found += pairs.indistinguishable().stream().noneMatch(group -> group.contains(1)) ? 1 : 0;
        }
        assertTrue(found >= 95, found + " of 100");
    }

    private static RankCurve curve(List<Observation> rows) {
        return VerdictEngine.curve(rows, false);
    }

    private static RankSummary at(int index) {
        return curve(Tables.mnli()).ranks().get(index);
    }

    static RankPairs pairs(List<Observation> rows) {
        return RankPairs.of(curve(rows));
    }

    /** Ranks 1 and 2 with one run each, whose item losses differ by {@code differences}. */
    static List<Observation> itemRows(double... differences) {
        List<Double> first = new ArrayList<>();
        List<Double> second = new ArrayList<>();
        for (int i = 0; i < differences.length; i++) {
            second.add(2 + 0.1 * i);
            first.add(2 + 0.1 * i + differences[i]);
        }
        return List.of(item(1, first), item(2, second));
    }

    private static Observation item(int rank, List<Double> items) {
        double mean = items.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        return new Observation(rank, 0, Double.NaN, mean, OptionalDouble.empty(), items, false);
    }
}
