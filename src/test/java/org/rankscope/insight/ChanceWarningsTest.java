package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Verdict.Kind;

/** What a verdict says of chance beside its form, and tables whose numbers are hard to say anything of. */
class ChanceWarningsTest {
    private static final int[] RANKS = {1, 2, 4, 8, 16};

    @Test
    void flatMeansUnderLargeNoiseAreSaidToHideDifferences() {
        List<Observation> rows = new ArrayList<>();
        double[][] runs = {{1.3, 2.3}, {2.31, 1.32}, {1.8, 1.80001}};
        for (int i = 0; i < runs.length; i++) {
            rows.add(Observation.of(1 << i, 0, runs[i][0]));
            rows.add(Observation.of(1 << i, 1, runs[i][1]));
        }
        Verdict verdict = VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
        assertEquals(Kind.FLAT, verdict.kind());
        // Differences of seed between r = 1 and r = 2: -1.01 and 0.98, so SE 0.995; residual of all three 0.703 (2
        // degrees
        // of freedom, t = 4.303): 4.303 * 0.995 = 4.28.
        assertTrue(says(verdict, "a true difference of up to 4.28 (240 %) between two ranks"), verdict.toString());
    }

    @Test
    void flatMeansUnderLittleNoiseNeedNoSuchWord() {
        Verdict verdict = VerdictEngine.judge(
                Tables.seeded(RANKS, new double[] {2, 2, 2, 2, 2}, 3, 0.1, 0.001, 1), VerdictOptions.DEFAULT);
        assertEquals(Kind.FLAT, verdict.kind());
        assertFalse(says(verdict, "could go unseen"), verdict.warnings().toString());
    }

    @Test
    void aZigzagOfSingleRunsIsSaidToLookLikeChance() {
        assertTrue(says(single(2.00, 2.06, 1.98, 2.05, 1.99), "goes up and down by more than 1 %"));
    }

    @Test
    void fallingCurvesValleysAndSmallWigglesAreNoZigzag() {
        assertFalse(says(single(2.40, 2.20, 2.10, 2.05, 2.04), "goes up and down"));
        assertFalse(says(single(2.40, 2.20, 2.10, 2.20, 2.40), "goes up and down"));
        assertFalse(says(single(2.400, 2.410, 2.200, 2.210, 2.195), "goes up and down"));
    }

    @Test
    void swingsAreCountedFromExtremeToExtreme() {
        assertEquals(0, swings(1.00, 1.01, 1.00, 1.01, 1.00));
        assertEquals(1, swings(1.4, 1.3, 1.2, 1.21, 1.0));
        assertEquals(2, swings(1.4, 1.2, 1.0, 1.2, 1.4));
        assertEquals(4, swings(1.0, 1.2, 1.0, 1.2, 1.0));
    }

    @Test
    void copiesOfOneRunAreNotTakenForKnownNoise() {
        List<Observation> rows = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            rows.add(Observation.of(1, seed, 1.3));
            rows.add(Observation.of(2, seed, 1.2));
        }
        assertTrue(says(VerdictEngine.judge(rows, VerdictOptions.DEFAULT), "as copies of one run do"));
    }

    @Test
    void noiseThatNoStudyCouldOvercomeIsSaidToBeSo() {
        Verdict verdict =
                VerdictEngine.judge(Tables.stated(new int[] {1, 2, 4}, 100, 1.3, 1.2, 1.15), VerdictOptions.DEFAULT);
        assertEquals(Kind.NOISY, verdict.kind());
        assertTrue(verdict.reason().contains("no realistic number of runs would settle it"), verdict.reason());
    }

    @Test
    void aBestThatIsNextToNothingHasNoShare() {
        Verdict verdict = VerdictEngine.judge(Tables.single(RANKS, 1, 0.5, 0.2, 0.1, 1e-320), VerdictOptions.DEFAULT);
        assertEquals(Kind.EXTEND, verdict.kind());
        assertTrue(verdict.reason().contains("r = 16 is 0.1 better than r = 8"), verdict.reason());
    }

    @Test
    void aTrainingThatGainsNothingIsSaid() {
        List<Observation> rows = new ArrayList<>();
        for (int rank : RANKS) {
            rows.add(new Observation(
                    "",
                    rank,
                    "",
                    0,
                    1e-3,
                    1.2,
                    OptionalDouble.empty(),
                    List.of(),
                    false,
                    Cost.UNKNOWN,
                    OptionalDouble.of(1.2)));
        }
        assertTrue(says(VerdictEngine.judge(rows, VerdictOptions.DEFAULT), "Training gained nothing: the best loss"));
        assertFalse(says(single(2.40, 2.20, 2.10, 2.05, 2.04), "gained nothing"));
    }

    @Test
    void smallNumbersKeepTheirExponent() {
        assertEquals("1.5E-10", PlainNumbers.difference(1.5e-10));
        assertEquals("2E-10", PlainNumbers.difference(2e-10));
    }

    private static Verdict single(double... values) {
        return VerdictEngine.judge(Tables.single(RANKS, values), VerdictOptions.DEFAULT);
    }

    private static int swings(double... values) {
        return Swings.of(VerdictEngine.curve(Tables.single(RANKS, values), false), 0.05);
    }

    private static boolean says(Verdict verdict, String part) {
        return verdict.warnings().stream().anyMatch(warning -> warning.contains(part));
    }
}
