package org.rankscope.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.search.Simulation.USUAL;
import static org.rankscope.search.Simulation.lora;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.search.FinishedRun.Ending;

class RankByRankTest {
    private static final List<Integer> RANKS = List.of(1, 4, 16, 64);
    private static final ToDoubleFunction<Proposal> DRIFTING = run -> {
        Setting at = run.setting();
        double optimum = 1e-2 / Math.sqrt(at.capacity());
        return at.learningRate() > 5 * optimum
                ? Double.NaN
                : 1 + 1.0 / at.capacity() + Simulation.valley(at.learningRate(), optimum) + 1e-3 * run.seed();
    };

    private static RankByRank tuned(List<Long> seeds) {
        return RankByRank.tuned(lora(RANKS), 1e-3, seeds, USUAL);
    }

    private static RankByRank ladder(List<Integer> ranks, List<Long> seeds) {
        return RankByRank.ladder(lora(ranks), List.of(1e-3), seeds, USUAL);
    }

    @Test
    void eachRankBeginsAtTheBestRateOfItsNeighbour() {
        List<FinishedRun> runs = Simulation.run(tuned(List.of(0L)), DRIFTING);
        assertEquals(RANKS, Simulation.ranks(runs));
        assertEquals(1e-3, Simulation.rates(runs, 1, 0).get(0));
        for (int i = 1; i < RANKS.size(); i++) {
            int before = RANKS.get(i - 1);
            double best = runs.stream()
                    .filter(run -> run.setting().capacity() == before)
                    .min((a, b) -> Double.compare(a.loss(), b.loss()))
                    .orElseThrow()
                    .setting()
                    .learningRate();
            assertEquals(best, Simulation.rates(runs, RANKS.get(i), 0).get(0));
        }
    }

    @Test
    void otherSeedsRunAtTheBestRateOfTheFirstAlone() {
        List<FinishedRun> runs = Simulation.run(tuned(List.of(5L, 6L, 7L)), DRIFTING);
        for (int rank : RANKS) {
            assertEquals(1, Simulation.rates(runs, rank, 6).size());
            assertEquals(Simulation.rates(runs, rank, 6), Simulation.rates(runs, rank, 7));
            double best = Simulation.rates(runs, rank, 6).get(0);
            assertTrue(Math.abs(Math.log10(best * Math.sqrt(rank) / 1e-2)) < 0.25, "rank " + rank + ": " + best);
        }
    }

    @Test
    void searchesGoOnFromAnyPoint() {
        RankByRank tuned = tuned(List.of(0L, 1L));
        Simulation.assertResumesAnywhere(tuned, Simulation.run(tuned, DRIFTING));
        RankByRank ladder = RankByRank.tunedLadder(lora(List.of(1, 64)), 1e-3, List.of(0L, 1L), USUAL);
        Simulation.assertResumesAnywhere(ladder, Simulation.run(ladder, DRIFTING));
    }

    @Test
    void severalRunsAtOnceComeToTheSameAsOneAfterTheOther() {
        Map<Method, List<Integer>> both = Simulation.each(RANKS, Method.LORA, Method.RSLORA);
        List<Long> seeds = List.of(0L, 1L, 2L);
        for (int slots = 2; slots <= 4; slots++) {
            Simulation.assertSteady(tuned(seeds), DRIFTING, Math.min(slots, 3));
            Simulation.assertSteady(RankByRank.tuned(both, 1e-3, seeds, USUAL), DRIFTING, slots);
            Simulation.assertSteady(RankByRank.tunedLadder(both, 1e-3, seeds, USUAL), DRIFTING, slots);
            Simulation.assertSteady(RankByRank.ladder(both, List.of(1e-3), seeds, USUAL), DRIFTING, slots);
        }
    }

    @Test
    void methodsAreSearchedEachForItselfAndFullFineTuningFromADecadeBelow() {
        Map<Method, List<Integer>> tried = new LinkedHashMap<>();
        tried.put(Method.LORA, List.of(2));
        tried.put(Method.FULL, List.of(0));
        List<FinishedRun> runs = Simulation.run(
                RankByRank.tuned(tried, 1e-2, List.of(0L, 1L), USUAL),
                run -> 1
                        + Simulation.valley(
                                run.setting().learningRate(), run.setting().capacity() == 0 ? 1e-3 : 1e-2));
        List<Double> lora = Simulation.rates(runs, 2, 0);
        List<Double> full = Simulation.rates(runs, 0, 0);
        assertEquals(1e-2, lora.get(0));
        assertEquals(1e-3, full.get(0));
        assertEquals(lora.size(), full.size());
        assertEquals(List.of(1e-3), Simulation.rates(runs, 0, 1));
    }

    @Test
    void addedRankIsSearchedFromTheNearestAndTheOthersStay() {
        List<FinishedRun> runs = Simulation.run(tuned(List.of(0L)), DRIFTING);
        RankByRank wider = RankByRank.tuned(lora(List.of(1, 4, 16, 32, 64)), 1e-3, List.of(0L), USUAL);
        List<Proposal> next = wider.next(runs);
        assertEquals(1, next.size());
        assertEquals(32, next.get(0).setting().capacity());
        double nearest = runs.stream()
                .filter(run -> run.setting().capacity() == 16)
                .min((a, b) -> Double.compare(a.loss(), b.loss()))
                .orElseThrow()
                .setting()
                .learningRate();
        assertEquals(nearest, next.get(0).setting().learningRate());
    }

    @Test
    void failureOfAnotherKindEndsTheSearchOfItsRankAlone() {
        List<FinishedRun> runs = new ArrayList<>();
        Proposal first = tuned(List.of(0L)).next(runs).get(0);
        runs.add(Simulation.run(first, Ending.FAILED, Double.NaN));
        assertEquals(4, tuned(List.of(0L)).next(runs).get(0).setting().capacity());
    }

    @Test
    void prunedRateCountsAsWorse() {
        RankByRank one = RankByRank.tuned(lora(List.of(8)), 1e-3, List.of(0L), USUAL);
        List<FinishedRun> runs = new ArrayList<>();
        runs.add(Simulation.run(one.next(runs).get(0), Ending.COMPLETE, 1.0));
        runs.add(Simulation.run(one.next(runs).get(0), Ending.PRUNED, 5.0));
        assertEquals(3.2e-4, one.next(runs).get(0).setting().learningRate());
    }

    @Test
    void methodsAreSearchedEachForThemselves() {
        RankByRank both =
                RankByRank.tuned(Simulation.each(RANKS, Method.LORA, Method.RSLORA), 1e-3, List.of(0L), USUAL);
        List<FinishedRun> runs = Simulation.run(both, DRIFTING);
        long lora = runs.stream()
                .filter(run -> run.setting().method() == Method.LORA)
                .count();
        assertEquals(runs.size(), 2 * lora);
    }

    @Test
    void ladderStopsTwoDoublingsAfterTheLastThatHelped() {
        List<FinishedRun> runs = Simulation.run(
                ladder(List.of(1, 256), List.of(0L)),
                run -> 1 + Math.max(0, 3 - Math.log(run.setting().capacity()) / Math.log(2)) / 10);
        assertEquals(List.of(1, 2, 4, 8, 16, 32), Simulation.ranks(runs));
    }

    @Test
    void ladderThatStillFallsGoesToTheLargestRankAndNotBeyond() {
        List<FinishedRun> runs = Simulation.run(
                ladder(List.of(2, 24), List.of(0L)), run -> 3 - run.setting().capacity() / 100.0);
        assertEquals(List.of(2, 4, 8, 16, 24), Simulation.ranks(runs));
    }

    @Test
    void ladderStopsAfterThreeRungsWhereTheRankDoesNotMatter() {
        assertEquals(
                List.of(1, 2, 4),
                Simulation.ranks(Simulation.run(
                        ladder(List.of(1, 64), List.of(0L, 1L, 2L)),
                        run -> 2 + 1e-3 * run.seed() + 1e-4 * (run.setting().capacity() % 3))));
    }

    @Test
    void ladderGoesOnOverAStepThatDoesNotHelpIfTheNextDoes() {
        assertEquals(
                List.of(1, 2, 4, 8, 16),
                Simulation.ranks(Simulation.run(
                        ladder(List.of(1, 64), List.of(0L)),
                        run -> run.setting().capacity() < 4 ? 2 : 1)));
    }
}
