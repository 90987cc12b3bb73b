package org.rankscope.ui.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rankscope.insight.Cost;
import org.rankscope.insight.Observation;
import org.rankscope.insight.RankResult;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.Failure;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.TrialResult;

class VariantSummariesTest {
    private static final List<Trial> TRIALS =
            SyntheticStudy.trials(SyntheticStudy.spec(List.of(4), List.of(1e-3, 3e-3), List.of(0L, 1L, 2L), 10));

    private static final List<Variant> PLANNED =
            Stream.of(1, 2, 4, 8).map(rank -> new Variant(Method.LORA, rank)).toList();

    private static Cell complete(int index, double loss) {
        return new Cell(TRIALS.get(index)
                .with(
                        TrialState.COMPLETE,
                        null,
                        new TrialResult(loss, loss, loss, 10, 5_120, 21_000, 400L << 20, 1_000)));
    }

    private static List<VariantSummary> summaries(List<Cell> cells) {
        return VariantSummaries.of(cells, Optional.empty(), List.of());
    }

    @Test
    void aRankIsJudgedAtItsBestLearningRate() {
        List<Cell> cells =
                List.of(complete(0, 2.2), complete(1, 2.4), complete(3, 2.1), complete(4, 2.3), complete(5, 2.2));
        VariantSummary summary = summaries(cells).get(0);
        assertEquals(3e-3, summary.bestRate());
        assertEquals(2.2, summary.loss(), 1e-12);
        assertEquals(3, summary.results());
        assertEquals(List.of(new VariantSummary.RateResult(1e-3, 2.3)), List.copyOf(summary.otherRates()));
    }

    @Test
    void aRateWithFewerResultsDoesNotCompete() {
        List<Cell> cells = List.of(complete(0, 2.4), complete(1, 2.5), complete(3, 2.1));
        assertEquals(1e-3, summaries(cells).get(0).bestRate());
    }

    @Test
    void settingsAreNotMixed() {
        Trial other = TRIALS.get(1);
        Trial searched = new Trial("other", other.state(), other.spec(), null, null, "alpha 32");
        Cell better = new Cell(searched.with(
                TrialState.COMPLETE, null, new TrialResult(2.0, 2.0, 2.0, 10, 5_120, 21_000, 400L << 20, 1_000)));
        VariantSummary summary = summaries(List.of(complete(0, 2.4), better)).get(0);
        assertEquals(2.0, summary.loss(), 1e-12);
        assertEquals("alpha 32", summary.setting());
        assertEquals(1, summary.results());
    }

    @Test
    void thePageReducesEachRankAsTheVerdictDoes() {
        Random random = new Random(20);
        for (int study = 0; study < 50; study++) {
            List<Cell> cells = SyntheticStudy.trials(
                            SyntheticStudy.spec(List.of(1, 2, 4), List.of(1e-3, 3e-3), List.of(0L, 1L, 2L), 10))
                    .stream()
                    .filter(trial -> trial.learningRate() == 1e-3 && trial.seed() == 0 || random.nextInt(3) > 0)
                    .map(trial -> complete(trial, 2 + random.nextDouble()))
                    .toList();
            Verdict verdict = VerdictEngine.judge(observations(cells), VerdictOptions.DEFAULT);
            List<VariantSummary> judged = VariantSummaries.of(cells, Optional.of(verdict), List.of());
            assertEquals(judged.stream().map(VariantSummary::bestRate).toList(), rates(summaries(cells)));
            for (VariantSummary summary : judged) {
                RankResult result = verdict.ranks().stream()
                        .filter(summary.variant()::isMeantBy)
                        .findFirst()
                        .orElseThrow();
                assertEquals(result.learningRate(), summary.bestRate());
                assertEquals(result.value(), summary.loss(), 1e-12);
                assertEquals(result.runs(), summary.results());
                assertEquals(result.standardError(), summary.standardError(), 1e-12);
                assertEquals(result.cost().memoryBytes(), summary.peakMemoryBytes());
            }
        }
    }

    private static List<Double> rates(List<VariantSummary> summaries) {
        return summaries.stream().map(VariantSummary::bestRate).toList();
    }

    private static Cell complete(Trial trial, double loss) {
        return new Cell(trial.with(
                TrialState.COMPLETE, null, new TrialResult(loss, loss, loss, 10, 5_120, 21_000, 400L << 20, 1_000)));
    }

    /** Items whose mean is the loss, so that a single run has a standard error. */
    private static List<Observation> observations(List<Cell> cells) {
        return cells.stream()
                .map(Cell::trial)
                .map(trial -> new Observation(
                        trial.spec().adapter().method().json(),
                        trial.rank(),
                        "",
                        trial.seed(),
                        trial.learningRate(),
                        trial.result().evalLoss(),
                        OptionalDouble.empty(),
                        List.of(
                                trial.result().evalLoss() - 0.01 * trial.rank(),
                                trial.result().evalLoss() + 0.01 * trial.rank()),
                        false,
                        new Cost(5_120L, 21_000L, 400L << 20, 1_000L),
                        OptionalDouble.empty()))
                .toList();
    }

    private static Trial other(Method method, int capacity) {
        Trial lora = TRIALS.get(0);
        AdapterConfig adapter = lora.spec().adapter();
        return new Trial(
                method.json() + capacity,
                lora.state(),
                lora.spec().withCell(adapter.with(method, capacity, 8, 0, adapter.targetModules()), 1e-3, 0),
                null,
                null);
    }

    @Test
    void eachMethodHasRowsOfItsOwn() {
        List<Cell> cells = List.of(
                complete(other(Method.RSLORA, 4), 2.1),
                complete(TRIALS.get(0), 2.3),
                complete(other(Method.IA3, 0), 2.5));
        List<VariantSummary> rows = summaries(cells);
        assertEquals(
                List.of("rsLoRA r = 4", "LoRA r = 4", "IA3"),
                rows.stream().map(row -> row.variant().name()).toList());
        assertEquals(
                List.of(2.1, 2.3, 2.5), rows.stream().map(VariantSummary::loss).toList());
        assertEquals(List.of(0, 1, 2), rows.stream().map(VariantSummary::colour).toList());
    }

    @Test
    void theReferenceTakesNoColourFromTheRanks() {
        List<Variant> planned =
                List.of(new Variant(Method.FULL, 0), new Variant(Method.LORA, 2), new Variant(Method.LORA, 4));
        List<VariantSummary> rows = VariantSummaries.of(
                List.of(complete(TRIALS.get(0), 2.3), complete(other(Method.FULL, 0), 2.0)), Optional.empty(), planned);
        assertEquals(
                List.of(VariantSummary.REFERENCE, 1),
                rows.stream().map(VariantSummary::colour).toList());
    }

    @Test
    void aRankHasItsColourBeforeSmallerOnesAreTried() {
        VariantSummary first = VariantSummaries.of(List.of(complete(0, 2.1)), Optional.empty(), PLANNED)
                .get(0);
        assertEquals(2, first.colour(), "rank 4 is the third of the study");
    }

    @Test
    void theSpreadIsTheStandardErrorOfTheMean() {
        VariantSummary summary = summaries(List.of(complete(0, 2.1), complete(1, 2.2), complete(2, 2.3)))
                .get(0);
        assertEquals(0.1 / Math.sqrt(3), summary.standardError(), 1e-12);
        assertTrue(Double.isNaN(summaries(List.of(complete(0, 2.1))).get(0).standardError()));
    }

    @Test
    void aRankIsCompleteOnceItsLastCellIs() {
        Cell failed =
                new Cell(TRIALS.get(1).with(TrialState.FAILED, new Failure(Failure.Reason.DIVERGED, "infinite"), null));
        assertEquals(
                TrialState.COMPLETE,
                summaries(List.of(complete(0, 2.1), failed)).get(0).state());
        assertEquals(
                TrialState.WAITING,
                summaries(List.of(complete(0, 2.1), new Cell(TRIALS.get(1))))
                        .get(0)
                        .state());
        assertEquals(TrialState.FAILED, summaries(List.of(failed)).get(0).state());
    }
}
