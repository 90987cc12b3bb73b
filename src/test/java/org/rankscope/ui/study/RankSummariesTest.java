package org.rankscope.ui.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.study.Failure;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.TrialResult;

class RankSummariesTest {
    private static final List<Trial> TRIALS =
            SyntheticStudy.trials(SyntheticStudy.spec(List.of(4), List.of(1e-3, 3e-3), List.of(0L, 1L, 2L), 10));

    private static Cell complete(int index, double loss) {
        return new Cell(TRIALS.get(index)
                .with(
                        TrialState.COMPLETE,
                        null,
                        new TrialResult(loss, loss, loss, 10, 5_120, 21_000, 400L << 20, 1_000)));
    }

    private static List<RankSummary> summaries(List<Cell> cells) {
        return RankSummaries.of(cells, Optional.empty(), List.of());
    }

    @Test
    void aRankIsJudgedAtItsBestLearningRate() {
        List<Cell> cells =
                List.of(complete(0, 2.2), complete(1, 2.4), complete(3, 2.1), complete(4, 2.3), complete(5, 2.2));
        RankSummary summary = summaries(cells).get(0);
        assertEquals(3e-3, summary.bestRate());
        assertEquals(2.2, summary.loss(), 1e-12);
        assertEquals(3, summary.results());
        assertEquals(List.of(new RankSummary.RateResult(1e-3, 2.3)), List.copyOf(summary.otherRates()));
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
        RankSummary summary = summaries(List.of(complete(0, 2.4), better)).get(0);
        assertEquals(2.0, summary.loss(), 1e-12);
        assertEquals("alpha 32", summary.setting());
        assertEquals(1, summary.results());
    }

    @Test
    void theSpreadIsTheStandardErrorOfTheMean() {
        RankSummary summary = summaries(List.of(complete(0, 2.1), complete(1, 2.2), complete(2, 2.3)))
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
