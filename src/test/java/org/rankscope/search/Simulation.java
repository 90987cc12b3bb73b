package org.rankscope.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.TargetSpec;

/** Runs a strategy on a made-up loss, where a loss that is not finite is a run that diverged. */
final class Simulation {
    static final TargetSpec TARGETS = TargetSpec.list(List.of("q_proj", "v_proj"));
    static final Setting.Usual USUAL = (method, rank, rate) -> new Setting(method, rank, rate, 2.0 * rank, 0, TARGETS);
    static final long RUN_MILLIS = 1000;
    private static final int ENDLESS = 300;

    private Simulation() {}

    static Map<Method, List<Integer>> lora(List<Integer> ranks) {
        return each(ranks, Method.LORA);
    }

    static Map<Method, List<Integer>> each(List<Integer> ranks, Method... methods) {
        Map<Method, List<Integer>> capacities = new LinkedHashMap<>();
        List.of(methods).forEach(method -> capacities.put(method, ranks));
        return capacities;
    }

    static FinishedRun finish(Proposal proposal, ToDoubleFunction<Proposal> loss) {
        double value = loss.applyAsDouble(proposal);
        return Double.isFinite(value)
                ? run(proposal, FinishedRun.Ending.COMPLETE, value)
                : run(proposal, FinishedRun.Ending.DIVERGED, value);
    }

    static FinishedRun run(Proposal proposal, FinishedRun.Ending ending, double loss) {
        return new FinishedRun(proposal.setting(), proposal.seed(), ending, loss, List.of(), RUN_MILLIS);
    }

    /** Every run until the strategy wants no more, in the order in which they ran. */
    static List<FinishedRun> run(SearchStrategy strategy, ToDoubleFunction<Proposal> loss) {
        List<FinishedRun> runs = new ArrayList<>();
        for (List<Proposal> next = strategy.next(runs); !next.isEmpty(); next = strategy.next(runs)) {
            Proposal first = next.get(0);
            assertFalse(runs.stream().anyMatch(run -> run.isOf(first)), "proposed twice");
            runs.add(finish(next.get(0), loss));
            assertFalse(runs.size() > ENDLESS, "no end in sight");
        }
        return runs;
    }

    /**
     * A strategy that may be asked while runs are under way comes to the same ones, whichever of them end first.
     *
     * @param slots how many are under way at once
     */
    static void assertSteady(SearchStrategy strategy, ToDoubleFunction<Proposal> loss, int slots) {
        assertTrue(strategy.isSteady());
        Random random = new Random(slots);
        List<FinishedRun> runs = new ArrayList<>();
        List<Proposal> underWay = new ArrayList<>();
        int most = 0;
        do {
            List<Proposal> wanted = strategy.next(runs);
            assertTrue(wanted.containsAll(underWay), "what was wanted is no longer");
            wanted.stream()
                    .filter(proposal -> !underWay.contains(proposal))
                    .limit(slots - underWay.size())
                    .toList()
                    .forEach(underWay::add);
            most = Math.max(most, underWay.size());
            if (!underWay.isEmpty()) {
                runs.add(finish(underWay.remove(random.nextInt(underWay.size())), loss));
            }
        } while (!underWay.isEmpty() || !strategy.next(runs).isEmpty());
        assertEquals(Set.copyOf(run(strategy, loss)), Set.copyOf(runs));
        assertEquals(slots, most, "runs at once");
    }

    /** The strategy, asked anew with any first part of its runs in any order, goes on as it did. */
    static void assertResumesAnywhere(SearchStrategy strategy, List<FinishedRun> runs) {
        for (int done = 0; done <= runs.size(); done++) {
            List<FinishedRun> shuffled = new ArrayList<>(runs.subList(0, done));
            Collections.shuffle(shuffled, new Random(done));
            List<Proposal> next = strategy.next(shuffled);
            if (done == runs.size()) {
                assertEquals(List.of(), next);
            } else {
                FinishedRun expected = runs.get(done);
                assertEquals(new Proposal(expected.setting(), expected.seed()), next.get(0), "after " + done + " runs");
            }
        }
    }

    static List<Double> rates(List<FinishedRun> runs, int rank, long seed) {
        return runs.stream()
                .filter(run -> run.setting().capacity() == rank && run.seed() == seed)
                .map(run -> run.setting().learningRate())
                .toList();
    }

    static List<Integer> ranks(List<FinishedRun> runs) {
        return runs.stream().map(run -> run.setting().capacity()).distinct().toList();
    }

    /** A valley over the logarithm of the rate, in decades from {@code best}. */
    static double valley(double rate, double best) {
        double decades = Math.log10(rate / best);
        return decades * decades;
    }
}
