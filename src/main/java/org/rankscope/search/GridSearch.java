package org.rankscope.search;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.peft.AdapterConfig;

/**
 * Every method x learning rate x seed x rank; the rank varies fastest, so that a whole curve appears early.
 */
public final class GridSearch implements SearchStrategy {
    private final List<Proposal> all = new ArrayList<>();

    public GridSearch(
            List<AdapterConfig.Method> methods,
            List<Double> learningRates,
            List<Long> seeds,
            List<Integer> ranks,
            Setting.Usual usual) {
        for (AdapterConfig.Method method : methods) {
            for (double learningRate : learningRates) {
                for (long seed : seeds) {
                    for (int rank : ranks) {
                        all.add(new Proposal(usual.at(method, rank, learningRate), seed));
                    }
                }
            }
        }
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
