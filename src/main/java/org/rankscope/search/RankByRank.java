package org.rankscope.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.rankscope.peft.AdapterConfig;

/**
 * One rank of a method (or what else its capacity is) after the other, from the smallest up, each method for itself: what a
 * search needs in which a rank looks at those before it. A grid whose learning rates are tuned, and the ladder: start
 * small, double until it stops helping.
 */
public final class RankByRank implements SearchStrategy {
    private final Map<AdapterConfig.Method, List<Integer>> capacities;
    private final RatePlan rates;
    private final boolean stops;

    private RankByRank(Map<AdapterConfig.Method, List<Integer>> capacities, RatePlan rates, boolean stops) {
        this.capacities = capacities;
        this.rates = rates;
        this.stops = stops;
    }

    /** Every rank, each at the best learning rate that is found for it from {@code first} on. */
    public static RankByRank tuned(
            Map<AdapterConfig.Method, List<Integer>> capacities, double first, List<Long> seeds, Setting.Usual usual) {
        return new RankByRank(
                each(capacities, own -> own.stream().sorted().toList()), new TunedRates(first, seeds, usual), false);
    }

    /** A ladder over the doublings from the smallest of each method's capacities to the largest, at every rate with every seed. */
    public static RankByRank ladder(
            Map<AdapterConfig.Method, List<Integer>> capacities,
            List<Double> learningRates,
            List<Long> seeds,
            Setting.Usual usual) {
        return new RankByRank(each(capacities, Ladder::rungs), new GivenRates(learningRates, seeds, usual), true);
    }

    /** Likewise, with a learning rate that is tuned at every rung. */
    public static RankByRank tunedLadder(
            Map<AdapterConfig.Method, List<Integer>> capacities, double first, List<Long> seeds, Setting.Usual usual) {
        return new RankByRank(each(capacities, Ladder::rungs), new TunedRates(first, seeds, usual), true);
    }

    private static Map<AdapterConfig.Method, List<Integer>> each(
            Map<AdapterConfig.Method, List<Integer>> capacities, UnaryOperator<List<Integer>> order) {
        Map<AdapterConfig.Method, List<Integer>> ordered = new LinkedHashMap<>();
        capacities.forEach((method, own) -> ordered.put(method, order.apply(own)));
        return ordered;
    }

    @Override
    public List<Proposal> next(List<FinishedRun> finished) {
        return capacities.keySet().stream()
                .flatMap(method -> next(method, finished).stream())
                .toList();
    }

    /** Other seeds of ranks whose rate is found, and the search of the next one; a ladder takes each rung whole. */
    private List<Proposal> next(AdapterConfig.Method method, List<FinishedRun> finished) {
        List<Proposal> wanted = new ArrayList<>();
        for (int rank : open(method, finished)) {
            List<Proposal> next = rates.next(method, rank, finished);
            wanted.addAll(next);
            if (!next.isEmpty() && (stops || !rates.isFound(method, rank, finished))) {
                return wanted;
            }
        }
        return wanted;
    }

    /** A rank looks at the first seed of those before it, a rung at all that is below it, and no method at another one. */
    @Override
    public boolean isSteady() {
        return true;
    }

    @Override
    public Extent extent(List<FinishedRun> finished) {
        int more = 0;
        for (AdapterConfig.Method method : capacities.keySet()) {
            for (int rank : open(method, finished)) {
                int next = rates.next(method, rank, finished).size();
                long own = finished.stream()
                        .filter(run -> run.setting().isOf(method, rank))
                        .count();
                more += next == 0 ? 0 : Math.max(next, rates.runsARank() - (int) own);
            }
        }
        return new Extent(finished.size() + more, more == 0);
    }

    /** The ranks of {@code method} up to the one at which it is seen that more don't help. */
    private List<Integer> open(AdapterConfig.Method method, List<FinishedRun> finished) {
        List<Integer> ranks = capacities.get(method);
        for (int i = 0; stops && i < ranks.size(); i++) {
            List<Integer> climbed = ranks.subList(0, i + 1);
            if (!rates.next(method, ranks.get(i), finished).isEmpty()) {
                break;
            } else if (Ladder.isEnough(climbed, method, finished)) {
                return climbed;
            }
        }
        return ranks;
    }
}
