package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Verdict.Kind;
import org.rankscope.insight.VerdictOptions.RuleChoice;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/** Verdicts over settings, budgets, methods, parameters and what training gained. */
class VerdictOverCostsTest {
    private static final int[] RANKS = {1, 2, 4, 8, 16};
    private static final double[] BEND = {2.41, 2.30, 2.21, 2.15, 2.149};
    private static final long GB = 1_000_000_000;

    @Test
    void eachRankIsReducedToItsBestSettingAndRate() {
        List<Observation> rows = new ArrayList<>();
        for (long seed = 0; seed < 2; seed++) {
            rows.add(at("alpha 8", 4, seed, 1e-3, 2.20 + 0.01 * seed));
            rows.add(at("alpha 16", 4, seed, 1e-3, 2.10 + 0.01 * seed));
            rows.add(at("alpha 16", 4, seed, 1e-2, 2.30 + 0.01 * seed));
            rows.add(at("alpha 8", 8, seed, 1e-3, 2.05 + 0.01 * seed));
        }
        Verdict verdict = VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
        RankResult four = verdict.ranks().get(0);
        assertEquals("alpha 16", four.setting());
        assertEquals(1e-3, four.learningRate());
        assertEquals(2.105, four.value(), 1e-12);
        assertEquals(2, four.runs());
        // Parameters and time are means over the runs, memory is the largest.
        assertEquals(new Cost(400L, 1600L, 10L + 4 + 1, 5L), four.cost());
    }

    @Test
    void aBudgetLeavesOutWhatIsTooDearAndSaysWhatThatCosts() {
        Verdict verdict = judge(Budgets.memory(6 * GB));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(4, verdict.rank());
        assertEquals(
                "Rank 4 is the most that the budget allows. No rank within it has a lower loss (2.210); r = 2 is 4.1 %"
                        + " worse. The budget (memory up to 6 GB) leaves out r = 8 and 16; the best without it, r = 16,"
                        + " is 0.061 (2.8 %) better than the best within it.",
                verdict.reason());
        assertEquals(5, verdict.ranks().size());
        assertEquals(
                List.of(2, 1),
                verdict.runnersUp().stream().map(Verdict.RunnerUp::rank).toList());
    }

    @Test
    void aBudgetThatAllRanksMeetChangesNothing() {
        Verdict verdict = judge(Budgets.memory(60 * GB));
        assertEquals(8, verdict.rank());
        assertTrue(
                verdict.reason().endsWith(" All ranks are within the budget (memory up to 60 GB)."), verdict.reason());
    }

    @Test
    void oneRankWithinTheBudgetIsChosen() {
        Verdict verdict = judge(new Budget(100L, null, null, null));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(1, verdict.rank());
        assertTrue(verdict.reason().startsWith("Rank 1 is the most that the budget allows."), verdict.reason());
        assertEquals(List.of(), verdict.separations());
    }

    @Test
    void theBudgetPicksTheSettingToo() {
        List<Observation> rows = List.of(
                cost(row("lora", 4, "targets all", 2.0), 400), cost(row("lora", 4, "targets q", 2.1), 100),
                cost(row("lora", 8, "targets q", 2.05), 200), cost(row("lora", 8, "targets all", 1.9), 800));
        Verdict verdict =
                VerdictEngine.judge(rows, VerdictOptions.DEFAULT.withBudget(new Budget(250L, null, null, null)));
        assertEquals(
                List.of("targets q", "targets q"),
                verdict.ranks().stream().map(RankResult::setting).toList());
    }

    @Test
    void aBudgetThatNothingMeetsNamesTheCheapest() {
        RequestException error = assertThrows(RequestException.class, () -> judge(Budgets.memory(GB)));
        assertEquals(
                "No rank is within the budget (memory up to 1 GB): the cheapest, r = 1, takes 3 GB of memory; raise the"
                        + " budget or add cheaper ranks.",
                error.getMessage());
        RequestException unknown = assertThrows(
                RequestException.class,
                () -> VerdictEngine.judge(
                        Tables.single(RANKS, BEND), VerdictOptions.DEFAULT.withBudget(Budgets.memory(GB))));
        assertEquals(
                "The budget limits memory, but for r = 1 it is not known; a table needs the column peak_memory_bytes.",
                unknown.getMessage());
        assertThrows(RequestException.class, () -> new Budget(0L, null, null, null));
    }

    @Test
    void theParetoFrontIsWhatNoOtherBeatsInBoth() {
        ParetoRule rule = new ParetoRule(0.01);
        RankCurve curve = VerdictEngine.curve(Tables.single(RANKS, 2.4, 2.5, 2.2, 2.2, 2.1), false);
        assertEquals(
                List.of(1, 4, 16),
                rule.allowed(curve).stream().map(RankSummary::rank).toList());
    }

    @Test
    void paretoPaysForADoublingWhatItGains() {
        // Table 18, price 0.0116 a doubling: 1.23, 1.2216, 1.2032, 1.2048, 1.2064, ...: the least is at rank 4.
        assertEquals(OptionalInt.of(4), new ParetoRule(0.01).choose(VerdictEngine.curve(Tables.e2e(1024), false)));
        // At 0.5 % it is 1.23, 1.2158, 1.1916, 1.1874, 1.1832, 1.189: rank 16.
        assertEquals(OptionalInt.of(16), new ParetoRule(0.005).choose(VerdictEngine.curve(Tables.e2e(1024), false)));
        Verdict verdict =
                VerdictEngine.judge(Tables.e2e(1024), VerdictOptions.DEFAULT.withRule(RuleChoice.named("pareto")));
        assertEquals(4, verdict.rank());
        assertEquals(
                "Rank 4 is enough. Its loss is 1.7 % short of the best (r = 16) with a quarter of its parameters; r = 2 is"
                        + " 4.3 % worse than the best.",
                verdict.reason());
        assertEquals(
                Kind.EXTEND,
                VerdictEngine.judge(
                                Tables.single(RANKS, 2.6, 2.5, 2.4, 2.3, 2.2),
                                VerdictOptions.DEFAULT.withRule(RuleChoice.PARETO))
                        .kind());
    }

    @Test
    void overMethodsTheCheapestThatTheRuleAllowsIsTaken() {
        List<Observation> rows = new ArrayList<>();
        double[] lora = {2.41, 2.30, 2.21, 2.15, 2.149};
        double[] dora = {2.30, 2.16, 2.155, 2.15, 2.148};
        for (int i = 0; i < RANKS.length; i++) {
            rows.add(cost(row("lora", RANKS[i], "", lora[i]), 100L * RANKS[i]));
            rows.add(cost(row("dora", RANKS[i], "", dora[i]), 100L * RANKS[i] + 30));
        }
        Verdict verdict = VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals("dora", verdict.method());
        assertEquals(2, verdict.rank());
        assertEquals(new Verdict.RankValue(16, 2.148), verdict.best());
        assertEquals(10, verdict.ranks().size());
        assertEquals(9, verdict.runnersUp().size());
        assertEquals(230.0 / 1630, 1 / verdict.runnersUp().get(0).parameterRatio(), 1e-12);
        assertEquals(
                "DoRA at r = 2 is enough. Its loss (2.160) is 0.012 (0.56 %) short of the best of all (DoRA at r = 16),"
                        + " with 14 % of its parameters. Judged alone, LoRA gets r = 8 (2.150).",
                verdict.reason());
        assertEquals(verdict, StrictJson.parse(StrictJson.toText(verdict), Verdict.class, "verdict.json"));
    }

    @Test
    void theLargestRankOfTheBestMethodExtendsAndEqualMethodsAreFlat() {
        List<Observation> falling = new ArrayList<>();
        List<Observation> level = new ArrayList<>();
        for (int rank : RANKS) {
            falling.add(row("lora", rank, "", 2.5));
            falling.add(row("dora", rank, "", 2.5 - 0.1 * rank / 4));
            level.add(row("lora", rank, "", 2.5));
            level.add(row("dora", rank, "", 2.501));
        }
        Verdict extend = VerdictEngine.judge(falling, VerdictOptions.DEFAULT);
        assertEquals(Kind.EXTEND, extend.kind());
        assertTrue(extend.reason().contains("Try r = 32 and r = 64."), extend.reason());
        Verdict flat = VerdictEngine.judge(level, VerdictOptions.DEFAULT);
        assertEquals(Kind.FLAT, flat.kind());
        assertEquals("dora", flat.method());
        assertTrue(flat.reason().startsWith("Neither method nor rank matters here."), flat.reason());
    }

    @Test
    void aMethodWhoseRunsAllDivergedIsLeftOutAndSaid() {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < RANKS.length; i++) {
            rows.add(row("lora", RANKS[i], "", BEND[i]));
        }
        rows.add(row("dora", 8, "", Double.NaN));
        Verdict verdict = VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
        assertEquals("lora", verdict.method());
        assertEquals(
                "No run of DoRA has a usable result; the method is left out.",
                verdict.warnings().get(0));
    }

    @Test
    void measurableButNegligibleBesideWhatTrainingGainedIsFlat() {
        double[] tiny = {2.1010, 2.1008, 2.1006, 2.1004, 2.1002};
        Verdict flat = VerdictEngine.judge(started(tiny, 2.6), VerdictOptions.DEFAULT);
        assertEquals(Kind.FLAT, flat.kind());
        assertEquals(1, flat.rank());
        assertTrue(
                flat.reason()
                        .contains(
                                "by only 0.038 %, 0.16 % of what training gained: next to nothing; the cheapest, r = 1"),
                flat.reason());
        // The same curve, where all that training gains is 0.0034: a quarter of it is much.
        Verdict choose = VerdictEngine.judge(started(tiny, 2.1036), VerdictOptions.DEFAULT);
        assertTrue(choose.kind() == Kind.CHOOSE || choose.kind() == Kind.EXTEND, choose.reason());
    }

    @Test
    void aRangeIsNotTooShortForNextToNothing() {
        double[] plateau = {0.9990, 0.9154, 0.8175, 0.8103, 0.8102};
        Verdict enough = VerdictEngine.judge(started(plateau, 1.3018), VerdictOptions.DEFAULT);
        assertEquals(Kind.CHOOSE, enough.kind(), enough.reason());
        assertEquals(4, enough.rank(), enough.reason());
        assertTrue(
                enough.reason()
                        .contains("within 0.9 % of the best (r = 16) with a quarter of its parameters, 1.5 % of what"
                                + " training gained; r = 2 is measurably worse than the best"),
                enough.reason());
        assertTrue(
                enough.warnings().stream()
                        .anyMatch(warning -> warning.contains("still falls at the largest rank tried")),
                enough.warnings().toString());
        // All that training gained is 0.27: a lead of 0.006 is more than a fiftieth of it.
        double[] falling = {0.9990, 0.9154, 0.8275, 0.8163, 0.8103};
        assertEquals(
                Kind.EXTEND,
                VerdictEngine.judge(started(falling, 1.0803), VerdictOptions.DEFAULT)
                        .kind());
    }

    @Test
    void largerRanksThatAreMeasurablyButLittleWorseThanTheSmallestAreFlat() {
        double[] rising = {0.5122, 0.5122, 0.5122, 0.5124, 0.5126};
        Verdict flat = VerdictEngine.judge(started(rising, 0.5133), VerdictOptions.DEFAULT);
        assertEquals(Kind.FLAT, flat.kind());
        assertEquals(1, flat.rank());
        assertTrue(flat.reason().contains("none is worse than the best by more than 0.07"), flat.reason());
        // Much worse is no matter of indifference: there the smallest rank is chosen.
        double[] steep = {0.5122, 0.5122, 0.5122, 0.5224, 0.5326};
        assertEquals(
                Kind.CHOOSE,
                VerdictEngine.judge(started(steep, 0.5433), VerdictOptions.DEFAULT)
                        .kind());
    }

    @Test
    void aLeadThatIsLittleOfTheLossAndMuchOfTheGainIsSaid() {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < RANKS.length; i++) {
            rows.add(new Observation(
                    "",
                    RANKS[i],
                    "",
                    0,
                    Double.NaN,
                    2.10 - 0.001 * i,
                    OptionalDouble.empty(),
                    List.of(),
                    false,
                    Cost.UNKNOWN,
                    OptionalDouble.of(2.112)));
        }
        Verdict verdict = VerdictEngine.judge(rows, VerdictOptions.DEFAULT);
        assertEquals(Kind.FLAT, verdict.kind());
        assertTrue(
                verdict.warnings().stream().anyMatch(warning -> warning.contains("that is 25 % of what it gained")),
                verdict.warnings().toString());
    }

    /** Three runs a rank that differ by 0.00001 and all began at {@code start}. */
    private static List<Observation> started(double[] means, double start) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < means.length; i++) {
            for (int seed = 0; seed < 3; seed++) {
                double noise = 0.00001 * ((seed + i) % 3 - 1);
                rows.add(new Observation(
                        "",
                        RANKS[i],
                        "",
                        seed,
                        Double.NaN,
                        means[i] + noise,
                        OptionalDouble.empty(),
                        List.of(),
                        false,
                        Cost.UNKNOWN,
                        OptionalDouble.of(start)));
            }
        }
        return rows;
    }

    private static Verdict judge(Budget budget) {
        List<Observation> rows = new ArrayList<>();
        for (int i = 0; i < RANKS.length; i++) {
            Cost cost = new Cost(100L * RANKS[i], 400L * RANKS[i], (i == 0 ? 3 : 4 + i / 3 * 4) * GB, 1000L);
            rows.add(withCost(row("lora", RANKS[i], "", BEND[i]), cost));
        }
        return VerdictEngine.judge(rows, VerdictOptions.DEFAULT.withBudget(budget));
    }

    private static Observation at(String setting, int rank, long seed, double rate, double value) {
        Cost cost = new Cost(100L * rank, 400L * rank, 10L + rank + seed, 4 + 2 * seed);
        return new Observation(
                "lora",
                rank,
                setting,
                seed,
                rate,
                value,
                OptionalDouble.empty(),
                List.of(),
                false,
                cost,
                OptionalDouble.empty());
    }

    private static Observation row(String method, int rank, String setting, double value) {
        return withCost(Observation.of(rank, 0, value).withMethod(method).withSetting(setting), Cost.UNKNOWN);
    }

    private static Observation cost(Observation row, long parameters) {
        return withCost(row, new Cost(parameters, null, null, null));
    }

    private static Observation withCost(Observation row, Cost cost) {
        return new Observation(
                row.method(),
                row.rank(),
                row.setting(),
                row.seed(),
                row.learningRate(),
                row.value(),
                row.standardError(),
                row.items(),
                row.stillFalling(),
                cost,
                row.startValue());
    }

    /** Budgets of one kind. */
    private static final class Budgets {
        static Budget memory(long bytes) {
            return new Budget(null, null, bytes, null);
        }
    }
}
