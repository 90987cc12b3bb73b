package org.rankscope.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.search.Simulation.TARGETS;
import static org.rankscope.search.Simulation.USUAL;
import static org.rankscope.search.Simulation.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.rankscope.peft.TargetSpec;

class SpaceSearchTest {
    private static final List<Integer> RANKS = List.of(1, 4, 16);
    private static final TargetSpec ALL = TargetSpec.pattern(TargetSpec.ALL_LINEAR);
    private static final Space SPACE = new Space(
            lora(RANKS),
            1e-5,
            1e-1,
            List.of(rank -> rank, rank -> 2 * rank, rank -> 4 * rank),
            List.of(0.0, 0.2),
            List.of(TARGETS, ALL),
            USUAL);

    /** The larger the scaling, the smaller the best rate; all-linear is better; diverges above ten times the best rate. */
    private static final ToDoubleFunction<Proposal> SURFACE = run -> {
        Setting at = run.setting();
        double optimum = 4e-3 * at.capacity() / at.alpha();
        return at.learningRate() > 10 * optimum
                ? Double.NaN
                : 2
                        + 0.5 / at.capacity()
                        + 0.2 * Simulation.valley(at.learningRate(), optimum)
                        + 0.5 * Math.abs(at.dropout() - 0.05)
                        + (at.targets().equals(ALL) ? 0 : 0.1);
    };

    private static Budget runs(int runs) {
        return new Budget(OptionalInt.of(runs), OptionalDouble.empty());
    }

    private static SearchStrategy random(int budget, List<Long> seeds) {
        return new BudgetedSearch(SpaceSearch.random(seeds, runs(budget), SPACE), runs(budget));
    }

    private static SearchStrategy bayesian(int budget, List<Long> seeds) {
        return new BudgetedSearch(SpaceSearch.bayesian(seeds, runs(budget), SPACE), runs(budget));
    }

    /** Mean over the ranks of how far the best found lies above the best there is. */
    private static double regret(List<FinishedRun> runs) {
        return RANKS.stream()
                .mapToDouble(rank -> runs.stream()
                                .filter(run -> run.setting().capacity() == rank)
                                .mapToDouble(FinishedRun::loss)
                                .filter(Double::isFinite)
                                .min()
                                .orElse(4)
                        - (2 + 0.5 / rank))
                .average()
                .orElseThrow();
    }

    @Test
    void bayesianSearchFindsBetterSettingsThanRandomOverTheSameBudget() {
        double random = 0;
        double bayesian = 0;
        for (long seed = 0; seed < 8; seed++) {
            random += regret(Simulation.run(random(24, List.of(seed)), SURFACE)) / 8;
            bayesian += regret(Simulation.run(bayesian(24, List.of(seed)), SURFACE)) / 8;
        }
        assertTrue(bayesian < 0.8 * random, "bayesian " + bayesian + ", random " + random);
    }

    @Test
    void everyRankHasTheSameNumberOfTries() {
        for (SearchStrategy strategy : List.of(random(12, List.of(3L)), bayesian(12, List.of(3L)))) {
            List<FinishedRun> runs = Simulation.run(strategy, SURFACE);
            assertEquals(RANKS, Simulation.ranks(runs.subList(0, 3)), "each rank once before any twice");
            for (int rank : RANKS) {
                assertEquals(4, Simulation.rates(runs, rank, 3).size());
            }
        }
    }

    @Test
    void searchesGoOnFromAnyPointAndDifferBySeed() {
        for (SearchStrategy strategy : List.of(random(14, List.of(0L, 1L)), bayesian(14, List.of(0L, 1L)))) {
            Simulation.assertResumesAnywhere(strategy, Simulation.run(strategy, SURFACE));
        }
        assertNotEquals(
                random(9, List.of(0L)).next(List.of()).get(0).setting(),
                random(9, List.of(1L)).next(List.of()).get(0).setting());
        assertNotEquals(
                bayesian(9, List.of(0L)).next(List.of()).get(0).setting(),
                bayesian(9, List.of(1L)).next(List.of()).get(0).setting());
    }

    @Test
    void theBestSettingOfEachRankRunsWithTheOtherSeedsWithinTheBudget() {
        List<FinishedRun> runs = Simulation.run(random(15, List.of(0L, 1L, 2L)), SURFACE);
        assertEquals(15, runs.size());
        assertEquals(9, runs.stream().filter(run -> run.seed() == 0).count());
        for (int rank : RANKS) {
            List<FinishedRun> own = runs.stream()
                    .filter(run -> run.setting().capacity() == rank)
                    .toList();
            Setting best = own.stream()
                    .filter(run -> run.seed() == 0)
                    .min((a, b) -> Double.compare(a.loss(), b.loss()))
                    .orElseThrow()
                    .setting();
            assertEquals(
                    List.of(best, best),
                    own.stream()
                            .filter(run -> run.seed() > 0)
                            .map(FinishedRun::setting)
                            .toList());
        }
    }

    @Test
    void largerBudgetGoesOnWhereTheSmallerEnded() {
        List<FinishedRun> small = Simulation.run(bayesian(9, List.of(0L)), SURFACE);
        List<FinishedRun> large = Simulation.run(bayesian(12, List.of(0L)), SURFACE);
        assertEquals(small, large.subList(0, 9));
        assertEquals(12, large.size());
    }

    @Test
    void budgetOfTimeEndsTheSearchByWhatTheRunsTook() {
        Budget time = new Budget(OptionalInt.empty(), OptionalDouble.of(6.5 * Simulation.RUN_MILLIS));
        SearchStrategy search = new BudgetedSearch(SpaceSearch.random(List.of(0L), time, SPACE), time);
        assertEquals(6, Simulation.run(search, SURFACE).size());
    }

    @Test
    void spaceOfFewPointsIsExhaustedAndNotRepeated() {
        Space one = new Space(lora(RANKS), 1e-3, 1.4e-3, List.of(rank -> rank), List.of(0.0), List.of(TARGETS), USUAL);
        List<FinishedRun> runs = Simulation.run(SpaceSearch.random(List.of(0L), runs(100), one), SURFACE);
        assertEquals(
                runs.size(),
                runs.stream()
                        .map(FinishedRun::setting)
                        .collect(Collectors.toSet())
                        .size());
        assertEquals(5 * RANKS.size(), runs.size(), "0.001, 0.0011, ... 0.0014 at each rank");
        List<FinishedRun> learnt = Simulation.run(SpaceSearch.bayesian(List.of(0L), runs(100), one), SURFACE);
        assertEquals(5 * RANKS.size(), learnt.size());
    }

    @Test
    void bayesianSearchStandsRunsOfWhichAllDiverged() {
        List<FinishedRun> runs = Simulation.run(bayesian(9, List.of(0L)), run -> Double.NaN);
        assertEquals(9, runs.size());
        List<FinishedRun> failed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            failed.add(Simulation.run(
                    bayesian(9, List.of(0L)).next(failed).get(0), FinishedRun.Ending.FAILED, Double.NaN));
        }
        assertEquals(1, bayesian(9, List.of(0L)).next(failed).size());
    }
}
