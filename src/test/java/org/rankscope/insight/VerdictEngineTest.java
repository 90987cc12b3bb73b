package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.insight.Verdict.Kind;
import org.rankscope.insight.VerdictOptions.RuleChoice;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

class VerdictEngineTest {
    private static final int[] RANKS = {1, 2, 4, 8, 16, 32};
    private static final double[] BEND = {2.41, 2.30, 2.21, 2.15, 2.149, 2.148};
    private static final double[] LEVEL = {1.16, 1.16, 1.16, 1.16, 1.16, 1.16};

    @Test
    void aBendWithThreeSeedsIsChosenByOneStandardError() {
        Verdict verdict = judge(Tables.threeRuns(RANKS, BEND, 0.006, 0));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(8, verdict.rank());
        assertEquals("smallest rank within one standard error of the best", verdict.rule());
        assertEquals(
                "Rank 8 is enough. Its loss is within one standard error of the best (r = 32) with a quarter of"
                        + " its parameters; r = 4 is measurably worse than the best (by 0.062, p < 0.001).",
                verdict.reason());
    }

    @Test
    void aPlateauIsNotTakenForARangeThatIsTooShort() {
        double[] plateau = {2.41, 2.30, 2.21, 2.15, 2.15, 2.15};
        int extended = 0;
        for (int draw = 0; draw < 300; draw++) {
            Verdict verdict = judge(Tables.seeded(RANKS, plateau, 3, 0, 0.003, draw));
            assertTrue(verdict.rank() >= 8, verdict.reason());
            extended += verdict.kind() == Kind.EXTEND ? 1 : 0;
        }
        // By one standard error alone it would be 44 of 300; a chance lead of the largest rank is measurable in 1 of 20
        // tables for each rank behind it, and only the tables that it leads count.
        assertTrue(extended <= 12, extended + " of 300");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fewerThanThreeSeedsAreJudgedByOnePercent(int seeds) {
        Verdict verdict = judge(Tables.seeded(RANKS, BEND, seeds, 0, 0.001, 2));
        assertEquals("smallest rank within 1 % of the best", verdict.rule());
        assertEquals(8, verdict.rank());
    }

    @Test
    void theStandardErrorIsTheSampleDeviationOverTheRootOfTheRuns() {
        RankCurve curve = VerdictEngine.curve(
                List.of(Observation.of(4, 0, 1.0), Observation.of(4, 1, 1.2), Observation.of(4, 2, 1.4)), false);
        assertEquals(1.2, curve.best().mean(), 1e-15);
        assertEquals(0.2 / Math.sqrt(3), curve.best().standardError(), 1e-15);
    }

    @Test
    void smallDifferencesAreFlatAndTheCheapestWillDo() {
        Verdict verdict = judge(Tables.single(RANKS, 1.163, 1.160, 1.162, 1.161, 1.160, 1.164));
        assertEquals(Kind.FLAT, verdict.kind());
        assertEquals(1, verdict.rank());
        assertTrue(
                verdict.reason().contains("from r = 1 to r = 32")
                        && verdict.reason().contains("1 %"),
                verdict.reason());
    }

    @Test
    void chanceAloneIsFlatWhereItIsSmallAndNoisyWhereItIsLarge() {
        int decided = 0;
        for (int draw = 0; draw < 200; draw++) {
            Kind quiet = judge(Tables.seeded(RANKS, LEVEL, 3, 0, 0.002, draw)).kind();
            assertTrue(quiet == Kind.FLAT || quiet == Kind.CHOOSE || quiet == Kind.EXTEND);
            Kind loud = judge(Tables.seeded(RANKS, LEVEL, 3, 0, 0.1, draw)).kind();
            decided += (quiet == Kind.FLAT ? 0 : 1) + (loud == Kind.NOISY ? 0 : 1);
        }
        // Each of the 400 tables is taken for a difference with probability 0.05 (loud ones can also be flat by luck,
        // but hardly are): the mean is 20, and 40 is more than four standard deviations above it.
        assertTrue(decided <= 40, "decided " + decided + " of 400 tables of noise");
    }

    @Test
    void aNoisyTableSaysHowManySeedsWouldSettleIt() {
        Verdict verdict = judge(Tables.seeded(RANKS, LEVEL, 3, 0, 0.1, 5));
        assertEquals(Kind.NOISY, verdict.kind());
        assertTrue(
                verdict.reason()
                        .matches(
                                ".*about \\d+ more seeds? per rank would settle it\\. So far the rule points at r = .*"),
                verdict.reason());
    }

    @Test
    void wideStandardErrorsMakeATableNoisyAndNotFlat() {
        Verdict verdict = judge(Tables.stated(RANKS, 0.2, 2.41, 2.30, 2.27, 2.25, 2.24, 2.26));
        assertEquals(Kind.NOISY, verdict.kind());
        assertEquals(1, verdict.rank());
        assertTrue(verdict.reason().contains("times as many runs or evaluation items"), verdict.reason());
    }

    @Test
    void tinyStandardErrorsDecideButTheSmallnessIsSaid() {
        Verdict verdict = judge(Tables.stated(RANKS, 1e-6, 1.164, 1.163, 1.162, 1.161, 1.160, 1.160));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(16, verdict.rank());
        assertTrue(
                hasWarning(verdict, "measurable but small"), verdict.warnings().toString());
    }

    @Test
    void aCheaperRankWithinOnePercentIsSaidWhereOneStandardErrorAsksForMore() {
        Verdict verdict = judge(Tables.stated(RANKS, 0.0001, 2.41, 2.30, 2.21, 2.15, 2.147, 2.147));
        assertEquals(16, verdict.rank());
        assertTrue(
                hasWarning(
                        verdict,
                        "r = 8 is only 0.14 % worse than the best, with half of the parameters of r = 16: it will do"
                                + " where 1 % does not matter."),
                verdict.warnings().toString());
    }

    @Test
    void theLargestRankMeansThatTheRangeIsTooShort() {
        Verdict verdict = judge(Tables.single(new int[] {1, 2, 4}, 2.41, 2.30, 2.21));
        assertEquals(Kind.EXTEND, verdict.kind());
        assertEquals(4, verdict.rank());
        assertEquals(
                "The range is too short. The loss still falls at the largest rank tried: r = 4 is 0.09 (4.1 %)"
                        + " better than r = 2. Try r = 8 and r = 16.",
                verdict.reason());
    }

    @Test
    void twoRanksAreChosenFromFlatOrExtended() {
        int[] two = {4, 8};
        assertEquals(Kind.EXTEND, judge(Tables.single(two, 2.0, 1.9)).kind());
        assertEquals(Kind.FLAT, judge(Tables.single(two, 2.0, 1.99)).kind());
        assertEquals(Kind.CHOOSE, judge(Tables.single(two, 1.9, 2.0)).kind());
        assertTrue(hasWarning(judge(Tables.single(two, 1.9, 2.0)), "No rank below 4 was tried"));
    }

    @Test
    void equalRanksAreFlatAndTheSmallestIsBest() {
        Verdict verdict = judge(Tables.single(RANKS, LEVEL));
        assertEquals(Kind.FLAT, verdict.kind());
        assertEquals(1, verdict.best().rank());
        assertEquals(0, verdict.margin());
    }

    @Test
    void oneRankAloneCannotBeCompared() {
        Verdict verdict = judge(Tables.single(new int[] {8}, 1.2));
        assertEquals(Kind.EXTEND, verdict.kind());
        assertEquals(
                "Only rank 8 was tried, so there is nothing to compare it with. Add r = 4 and r = 16.",
                verdict.reason());
        assertEquals(List.of(), verdict.runnersUp());
        assertEquals(List.of(), verdict.warnings());
    }

    @Test
    void rateThatDivergedIsSaidOnceAndIsTheUpperEnd() {
        List<Observation> rows = new ArrayList<>();
        for (int rank : new int[] {1, 4}) {
            rows.add(rated(rank, 1e-3, 2.0));
            rows.add(rated(rank, 1e-2, 2.0 - rank / 10.0));
            rows.add(rated(rank, 1e-1, Double.NaN));
        }
        Verdict verdict = VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
        assertTrue(
                hasWarning(
                        verdict,
                        "Learning rates without a result, since training diverged or was stopped: 0.1 at r = 1, 4."),
                verdict.warnings().toString());
        assertFalse(
                hasWarning(verdict, "is the largest tried"), verdict.warnings().toString());
        assertFalse(hasWarning(verdict, "runs diverged"), verdict.warnings().toString());
    }

    private static Observation rated(int rank, double rate, double value) {
        return new Observation(rank, 0, rate, value, OptionalDouble.empty(), List.of(), false);
    }

    @Test
    void divergedRunsAreLeftOutAndSaid() {
        List<Observation> rows = new ArrayList<>(Tables.single(RANKS, BEND));
        rows.add(Observation.of(64, 0, Double.NaN));
        rows.add(Observation.of(32, 1, Double.POSITIVE_INFINITY));
        Verdict verdict = judge(rows);
        assertEquals(8, verdict.rank());
        assertTrue(
                hasWarning(verdict, "Rank 64 has no usable result"),
                verdict.warnings().toString());
        assertTrue(
                hasWarning(verdict, "Rank 32: 1 of 2 runs diverged"),
                verdict.warnings().toString());
        assertThrows(RequestException.class, () -> judge(List.of(Observation.of(64, 0, Double.NaN))));
        assertThrows(RequestException.class, () -> judge(List.of()));
    }

    @Test
    void eachRankIsTakenAtItsOwnBestLearningRate() {
        List<Observation> rows = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            double shift = seed * 1e-4;
            rows.add(Tables.atRate(1, seed, 1e-3, 2.30 + shift));
            rows.add(Tables.atRate(1, seed, 1e-2, 2.10 + shift));
            rows.add(Tables.atRate(1, seed, 1e-1, 2.50 + shift));
            rows.add(Tables.atRate(8, seed, 1e-3, 2.10 + shift));
            rows.add(Tables.atRate(8, seed, 1e-2, 2.20 + shift));
            rows.add(Tables.atRate(8, seed, 1e-1, 2.60 + shift));
        }
        RankCurve curve = VerdictEngine.curve(rows, false);
        assertEquals(
                List.of(0.01, 0.001),
                curve.ranks().stream().map(RankSummary::learningRate).toList());
        Verdict verdict = judge(rows);
        assertEquals(Kind.FLAT, verdict.kind());
        assertTrue(
                hasWarning(
                        verdict,
                        "The best learning rate of r = 8 is the smallest tried (0.001): a smaller one may do better."),
                verdict.warnings().toString());
    }

    @Test
    void aRateBeyondWhichTrainingDivergesIsNotAtTheEdge() {
        List<Observation> rows = List.of(
                Tables.atRate(1, 0, 1e-3, 2.3),
                Tables.atRate(1, 0, 1e-2, 2.1),
                Tables.atRate(1, 0, 1e-1, Double.NaN),
                Tables.atRate(2, 0, 1e-3, 2.3),
                Tables.atRate(2, 0, 1e-2, 2.1),
                Tables.atRate(2, 0, 1e-1, Double.NaN));
        assertFalse(hasWarning(judge(rows), "learning rate of"));
    }

    @Test
    void aRateThatOnlyOneSeedSurvivedDoesNotCompete() {
        List<Observation> rows = List.of(
                Tables.atRate(1, 0, 1e-2, 2.1),
                Tables.atRate(1, 1, 1e-2, 2.2),
                Tables.atRate(1, 2, 1e-2, 2.15),
                Tables.atRate(1, 0, 1e-1, 2.0),
                Tables.atRate(1, 1, 1e-1, Double.NaN),
                Tables.atRate(1, 2, 1e-1, Double.NaN));
        assertEquals(0.01, VerdictEngine.curve(rows, false).best().learningRate());
    }

    @Test
    void oneLearningRateForAllIsSaid() {
        List<Observation> rows =
                List.of(Tables.atRate(1, 0, 3e-3, 2.3), Tables.atRate(2, 0, 3e-3, 2.1), Tables.atRate(4, 0, 3e-3, 2.1));
        assertTrue(
                hasWarning(judge(rows), "Every rank ran at the one learning rate 0.003"),
                judge(rows).warnings().toString());
    }

    @Test
    void whatSeedsShiftForAllRanksAlikeIsNoNoise() {
        double[] means = {2.20, 2.17, 2.15, 2.15, 2.15, 2.15};
        Verdict verdict = judge(Tables.seeded(RANKS, means, 3, 0.2, 0.0005, 3));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(4, verdict.rank());
        assertTrue(verdict.reason().contains("r = 2 is measurably worse"), verdict.reason());
    }

    @Test
    void otherSeedsAtEachRankAreComparedUnpairedAndSaid() {
        Verdict verdict = judge(Tables.threeRuns(RANKS, BEND, 0.006, 100));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(8, verdict.rank());
        assertTrue(hasWarning(verdict, "different seeds"));
    }

    @Test
    void missingSeedsAreSaidAndDoNotStopTheVerdict() {
        List<Observation> rows = Tables.threeRuns(RANKS, BEND, 0.006, 0);
        rows.removeIf(row -> row.rank() == 4 && row.seed() == 2);
        Verdict verdict = judge(rows);
        assertEquals(8, verdict.rank());
        assertTrue(hasWarning(verdict, "r = 4 has 2"), verdict.warnings().toString());
    }

    @Test
    void aCurveThatStillFallsAtItsEndIsSaidInEveryForm() {
        Verdict choose = judge(Tables.single(RANKS, 2.41, 2.30, 2.21, 2.15, 2.145, 2.140));
        assertEquals(Kind.CHOOSE, choose.kind());
        assertTrue(
                hasWarning(choose, "still falls at the largest rank tried"),
                choose.warnings().toString());
        Verdict flat = judge(Tables.single(RANKS, 1.165, 1.164, 1.163, 1.162, 1.161, 1.160));
        assertEquals(Kind.FLAT, flat.kind());
        assertTrue(hasWarning(flat, "still falls at the largest rank tried"));
        Verdict extend = judge(Tables.single(RANKS, 2.6, 2.5, 2.4, 2.3, 2.2, 2.1));
        assertTrue(extend.reason().contains("still falls at the largest rank tried"));
        Verdict noisy = judge(Tables.stated(new int[] {1, 2, 4}, 0.075, 2.20, 2.19, 2.11));
        assertEquals(Kind.NOISY, noisy.kind());
        assertTrue(
                hasWarning(noisy, "Whether the loss still falls at the largest rank tried is not settled"),
                noisy.warnings().toString());
        Verdict turned = judge(Tables.single(RANKS, 2.41, 2.30, 2.21, 2.15, 2.140, 2.145));
        assertFalse(hasWarning(turned, "still falls"));
    }

    @Test
    void runsThatWereStillFallingAreSaid() {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < RANKS.length; i++) {
            rows.add(new Observation(RANKS[i], 0, Double.NaN, BEND[i], OptionalDouble.empty(), List.of(), i < 2));
        }
        assertTrue(hasWarning(judge(rows), "The loss of r = 1 and 2 was still falling when training ended"));
    }

    @Test
    void perItemLossesTellWhetherOneRunADifferenceIsChance() {
        List<Observation> clear = items(new double[] {2.5, 2.2, 2.2}, 0.01);
        assertTrue(
                judge(clear).reason().contains("r = 1 is worse by 0.3, more than the noise of the evaluation items"),
                judge(clear).reason());
        List<Observation> unclear = items(new double[] {2.5, 2.2, 2.4}, 8);
        Verdict verdict = judge(unclear);
        assertEquals(Kind.NOISY, verdict.kind());
        assertTrue(verdict.reason().contains("more evaluation items, or more seeds"), verdict.reason());
    }

    @Test
    void scoresAreJudgedTheOtherWayRound() {
        Verdict verdict = VerdictEngine.judge(
                Tables.single(new int[] {1, 2, 4, 8}, 60, 70, 73.4, 73.8),
                VerdictOptions.DEFAULT.withMetric("accuracy", true));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(4, verdict.rank());
        assertEquals(8, verdict.best().rank());
        assertTrue(verdict.reason().contains("Its accuracy (73.40) is within 1 %"), verdict.reason());
        assertTrue(
                hasWarning(verdict, "The accuracy still rises at the largest rank tried"),
                verdict.warnings().toString());
    }

    @Test
    void orderOfRowsIsIrrelevant() {
        for (int draw = 0; draw < 20; draw++) {
            List<Observation> rows = Tables.seeded(RANKS, BEND, 3, 0.01, 0.01, draw);
            Verdict verdict = judge(rows);
            Collections.shuffle(rows, new Random(draw));
            assertEquals(verdict, judge(rows));
        }
    }

    @Test
    void aConstantAddedToAllLossesNeverChangesTheOneStandardErrorChoice() {
        OneStandardErrorRule rule = new OneStandardErrorRule();
        for (int draw = 0; draw < 200; draw++) {
            List<Observation> rows = Tables.seeded(RANKS, BEND, 3, 0.01, 0.02, draw);
            List<Observation> moved = rows.stream()
                    .map(row -> Observation.of(row.rank(), row.seed(), row.value() + 7.25))
                    .toList();
            OptionalInt choice = rule.choose(VerdictEngine.curve(rows, false));
            assertEquals(choice, rule.choose(VerdictEngine.curve(moved, false)), "draw " + draw);
            List<Observation> negated = rows.stream()
                    .map(row -> Observation.of(row.rank(), row.seed(), -row.value()))
                    .toList();
            assertEquals(choice, rule.choose(VerdictEngine.curve(negated, true)), "draw " + draw);
        }
    }

    @Test
    void aFactorOnAllLossesNeverChangesTheVerdict() {
        for (int draw = 0; draw < 50; draw++) {
            List<Observation> rows = Tables.seeded(RANKS, BEND, 3, 0.01, 0.02, draw);
            List<Observation> scaled = rows.stream()
                    .map(row -> Observation.of(row.rank(), row.seed(), row.value() * 4))
                    .toList();
            assertEquals(judge(rows).rank(), judge(scaled).rank());
            assertEquals(judge(rows).kind(), judge(scaled).kind());
        }
    }

    @Test
    void theRuleOfOneStandardErrorNeedsOne() {
        RequestException error = assertThrows(
                RequestException.class,
                () -> VerdictEngine.judge(
                        Tables.single(RANKS, BEND), VerdictOptions.DEFAULT.withRule(RuleChoice.ONE_STANDARD_ERROR)));
        assertTrue(error.getMessage().contains("add seeds or a standard_error column"), error.getMessage());
    }

    @Test
    void kneedleWithoutABendExtends() {
        VerdictOptions kneedle = VerdictOptions.DEFAULT.withRule(RuleChoice.KNEEDLE);
        assertEquals(
                Kind.EXTEND,
                VerdictEngine.judge(Tables.single(RANKS, 2.6, 2.5, 2.4, 2.3, 2.2, 2.1), kneedle)
                        .kind());
        assertEquals(
                Kind.FLAT,
                VerdictEngine.judge(Tables.single(RANKS, LEVEL), kneedle).kind());
        assertThrows(RequestException.class, () -> VerdictEngine.judge(Tables.single(new int[] {1, 2}, 2, 1), kneedle));
    }

    @Test
    void rulesStandSideBySide() {
        List<RuleOpinion> opinions = VerdictEngine.opinions(Tables.e2e(1024), VerdictOptions.DEFAULT);
        assertEquals(
                List.of(
                        new RuleOpinion(
                                "tolerance",
                                "smallest rank within 1 % of the best",
                                8,
                                1.17,
                                List.of(8, 16, 32, 64, 128, 256, 512, 1024)),
                        new RuleOpinion(
                                "kneedle", "knee of the curve over log2(rank) (Kneedle)", 16, 1.16, List.of(16)),
                        new RuleOpinion(
                                "pareto",
                                "best trade of value against parameters: each doubling has to gain 1 % (Pareto)",
                                4,
                                1.18,
                                List.of(1, 2, 4, 8, 16)),
                        new RuleOpinion("best", "rank with the best mean", 16, 1.16, List.of(16))),
                opinions);
        assertEquals(
                "one-standard-error",
                VerdictEngine.opinions(Tables.mnli(), VerdictOptions.DEFAULT)
                        .get(0)
                        .rule());
    }

    @Test
    void ruleNamesAreTheCommandLines() {
        assertEquals(RuleChoice.KNEEDLE, RuleChoice.named("kneedle"));
        RequestException error = assertThrows(RequestException.class, () -> RuleChoice.named("one-standard-eror"));
        assertTrue(error.getMessage().contains("Did you mean 'one-standard-error'?"), error.getMessage());
        assertThrows(RequestException.class, () -> VerdictOptions.DEFAULT.withTolerance(-0.01));
    }

    @Test
    void aVerdictGoesThroughJsonAndUnknownErrorsAreNull() {
        Verdict verdict = judge(Tables.e2e(1024));
        String json = StrictJson.toText(verdict);
        assertTrue(json.contains("\"standard_error\" : null") && json.contains("\"kind\" : \"choose\""), json);
        assertEquals(verdict, StrictJson.parse(json, Verdict.class, "verdict.json"));
        Verdict measured = judge(Tables.mnli());
        assertEquals(measured, StrictJson.parse(StrictJson.toText(measured), Verdict.class, "verdict.json"));
    }

    /** One run a rank with 40 per-item losses around its mean. */
    private static List<Observation> items(double[] means, double noise) {
        Random random = new Random(6);
        double[] difficulty = random.doubles(40, -1, 1).toArray();
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < means.length; i++) {
            List<Double> items = new ArrayList<>();
            for (double hard : difficulty) {
                items.add(means[i] + hard + noise * random.nextGaussian());
            }
            rows.add(new Observation(RANKS[i], 0, Double.NaN, means[i], OptionalDouble.empty(), items, false));
        }
        return rows;
    }

    private static Verdict judge(List<Observation> rows) {
        return VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
    }

    private static boolean hasWarning(Verdict verdict, String part) {
        return verdict.warnings().stream().anyMatch(warning -> warning.contains(part));
    }
}
