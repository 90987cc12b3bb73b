package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.insight.Verdict.Kind;
import org.rankscope.insight.VerdictOptions.RuleChoice;

/** Published tables, and what the rules must say about them. */
class GoldenVerdictTest {
    private static final VerdictOptions ACCURACY = VerdictOptions.DEFAULT.withMetric("accuracy", true);

    @Test
    void bestOfTable18Is16() {
        assertEquals(OptionalInt.of(16), new ArgBest().choose(VerdictEngine.curve(Tables.e2e(1024), false)));
    }

    @ParameterizedTest
    @CsvSource({"0.01, 8", "0.02, 4", "0, 16"})
    void table18ByTolerance(double tolerance, int rank) {
        assertEquals(
                OptionalInt.of(rank),
                new ToleranceRule(tolerance).choose(VerdictEngine.curve(Tables.e2e(1024), false)));
        Verdict verdict = VerdictEngine.judge(
                Tables.e2e(1024),
                VerdictOptions.DEFAULT.withRule(RuleChoice.TOLERANCE).withTolerance(tolerance));
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(rank, verdict.rank());
    }

    @ParameterizedTest
    @CsvSource({"128, 4", "1024, 16"})
    void table18ByKneedle(int largestRank, int knee) {
        assertEquals(
                OptionalInt.of(knee), new KneedleRule().choose(VerdictEngine.curve(Tables.e2e(largestRank), false)));
        Verdict verdict =
                VerdictEngine.judge(Tables.e2e(largestRank), VerdictOptions.DEFAULT.withRule(RuleChoice.KNEEDLE));
        assertEquals(knee, verdict.rank());
    }

    @Test
    void table18HasOneRunPerRankSoTheDefaultIsOnePercent() {
        Verdict verdict = VerdictEngine.judge(Tables.e2e(1024), VerdictOptions.DEFAULT);
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(8, verdict.rank());
        assertEquals("smallest rank within 1 % of the best", verdict.rule());
        assertEquals(new Verdict.RankValue(16, 1.16), verdict.best());
        assertEquals(0.01, verdict.margin(), 1e-12);
        assertEquals(
                "Rank 8 is enough. Its loss (1.170) is within 1 % of the best (r = 16) with half of its"
                        + " parameters; r = 4 is 1.7 % worse than the best.",
                verdict.reason());
        assertEquals(
                List.of(16, 32, 64, 128, 256, 512, 1024, 4, 2, 1),
                verdict.runnersUp().stream().map(Verdict.RunnerUp::rank).toList());
        assertEquals(2.0, verdict.runnersUp().get(0).parameterRatio());
    }

    @Test
    void wikiSqlByOneStandardError() {
        assertEquals(OptionalInt.of(1), new OneStandardErrorRule().choose(VerdictEngine.curve(Tables.wikiSql(), true)));
        Verdict verdict = VerdictEngine.judge(Tables.wikiSql(), ACCURACY);
        assertEquals(Kind.FLAT, verdict.kind());
        assertEquals(1, verdict.rank());
        assertEquals(
                "Rank does not matter here. No rank from r = 1 to r = 64 is worse than the best by more than one"
                        + " standard error (0.5); the cheapest, r = 1, will do.",
                verdict.reason());
    }

    @Test
    void mnliByOneStandardError() {
        assertEquals(OptionalInt.of(8), new OneStandardErrorRule().choose(VerdictEngine.curve(Tables.mnli(), true)));
        Verdict verdict = VerdictEngine.judge(Tables.mnli(), ACCURACY);
        assertEquals(Kind.CHOOSE, verdict.kind());
        assertEquals(8, verdict.rank());
        assertEquals("smallest rank within one standard error of the best", verdict.rule());
        assertEquals(0, verdict.margin());
    }
}
