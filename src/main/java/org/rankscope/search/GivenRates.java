package org.rankscope.search;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.peft.AdapterConfig;

/** Every rank runs at the same learning rates, each with every seed. */
record GivenRates(List<Double> learningRates, List<Long> seeds, Setting.Usual usual) implements RatePlan {
    @Override
    public List<Proposal> next(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        List<Proposal> all = new ArrayList<>();
        for (double rate : learningRates) {
            seeds.forEach(seed -> all.add(new Proposal(usual.at(method, rank, rate), seed)));
        }
        return FinishedRun.missing(all, runs);
    }

    @Override
    public boolean isFound(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        return next(method, rank, runs).isEmpty();
    }

    @Override
    public int runsARank() {
        return learningRates.size() * seeds.size();
    }
}
