package org.rankscope.search;

import java.util.List;
import org.rankscope.peft.AdapterConfig;

/**
 * One rank after the other, from the smallest up: what a search needs in which a rank looks at those before it. A grid
 * whose learning rates are tuned, and the ladder: start small, double until it stops helping.
 */
public final class RankByRank implements SearchStrategy {
    private final List<AdapterConfig.Method> methods;
    private final List<Integer> ranks;
    private final RatePlan rates;
    private final boolean stops;

    private RankByRank(List<AdapterConfig.Method> methods, List<Integer> ranks, RatePlan rates, boolean stops) {
        this.methods = methods;
        this.ranks = ranks;
        this.rates = rates;
        this.stops = stops;
    }

    /** Every rank, each at the best learning rate that is found for it from {@code first} on. */
    public static RankByRank tuned(
            List<AdapterConfig.Method> methods,
            double first,
            List<Long> seeds,
            List<Integer> ranks,
            Setting.Usual usual) {
        return new RankByRank(methods, ranks.stream().sorted().toList(), new TunedRates(first, seeds, usual), false);
    }

    /** A ladder over the doublings from the smallest of {@code ranks} to the largest, at every rate with every seed. */
    public static RankByRank ladder(
            List<AdapterConfig.Method> methods,
            List<Double> learningRates,
            List<Long> seeds,
            List<Integer> ranks,
            Setting.Usual usual) {
        return new RankByRank(methods, Ladder.rungs(ranks), new GivenRates(learningRates, seeds, usual), true);
    }

    /** Likewise, with a learning rate that is tuned at every rung. */
    public static RankByRank tunedLadder(
            List<AdapterConfig.Method> methods,
            double first,
            List<Long> seeds,
            List<Integer> ranks,
            Setting.Usual usual) {
        return new RankByRank(methods, Ladder.rungs(ranks), new TunedRates(first, seeds, usual), true);
    }

    @Override
    public List<Proposal> next(List<FinishedRun> finished) {
        for (AdapterConfig.Method method : methods) {
            for (int rank : open(method, finished)) {
                List<Proposal> next = rates.next(method, rank, finished);
                if (!next.isEmpty()) {
                    return next;
                }
            }
        }
        return List.of();
    }

    @Override
    public Extent extent(List<FinishedRun> finished) {
        int more = 0;
        for (AdapterConfig.Method method : methods) {
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

    /** The ranks up to the one at which it is seen that more don't help. */
    private List<Integer> open(AdapterConfig.Method method, List<FinishedRun> finished) {
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
