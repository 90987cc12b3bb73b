package org.rankscope.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rankscope.peft.AdapterConfig;

/**
 * Every method x learning rate x seed x rank (or what else the method's capacity is); the rank varies fastest, so that a whole curve appears early.
 */
public final class GridSearch implements SearchStrategy {
    private final List<Proposal> all = new ArrayList<>();

    /** @param capacities those that are tried with each method, both in their order */
    public GridSearch(
            Map<AdapterConfig.Method, List<Integer>> capacities,
            List<Double> learningRates,
            List<Long> seeds,
            Setting.Usual usual) {
        capacities.forEach((method, own) -> {
            for (double learningRate : learningRates) {
                for (long seed : seeds) {
                    for (int capacity : own) {
                        all.add(new Proposal(usual.at(method, capacity, learningRate), seed));
                    }
                }
            }
        });
    }

    /** The whole grid, finished or not. */
    public List<Proposal> all() {
        return List.copyOf(all);
    }

    @Override
    public List<Proposal> next(List<FinishedRun> finished) {
        return FinishedRun.missing(all, finished);
    }

    @Override
    public Extent extent(List<FinishedRun> finished) {
        return new Extent(finished.size() + next(finished).size(), true);
    }
}
