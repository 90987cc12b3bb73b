package org.rankscope.search;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.rankscope.peft.AdapterConfig;

/**
 * Each rank searches its own learning rate ({@link RateTuning}) with the first seed, from the best rate of the nearest
 * rank that has one: the best rate hardly moves from a rank to the next. The other seeds run at the best rate.
 *
 * <p>The first seed's loss there is the least of several, and so a little too good; every rank is searched by the same
 * rule from a start of like quality, so the ranks share that bias.
 *
 * @param first where the first rank begins; full fine-tuning a decade below
 * @param seeds the first is that of the search
 */
record TunedRates(double first, List<Long> seeds, Setting.Usual usual) implements RatePlan {
    @Override
    public List<Proposal> next(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        OptionalDouble next = nextRate(method, rank, runs);
        if (next.isPresent()) {
            return List.of(new Proposal(usual.at(method, rank, next.getAsDouble()), seeds.get(0)));
        }
        return RateTuning.best(losses(tries(method, rank, runs))).stream()
                .mapToObj(best -> confirmations(usual.at(method, rank, best), seeds, runs))
                .findFirst()
                .orElse(List.of());
    }

    @Override
    public boolean isFound(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        return nextRate(method, rank, runs).isEmpty();
    }

    /** Empty when the search is over, or a run of it failed by itself. */
    private OptionalDouble nextRate(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        List<FinishedRun> own = tries(method, rank, runs);
        boolean broken = own.stream().anyMatch(run -> run.ending() == FinishedRun.Ending.FAILED);
        return broken ? OptionalDouble.empty() : RateTuning.next(losses(own), start(method, rank, runs));
    }

    @Override
    public int runsARank() {
        return RateTuning.FEWEST_TRIES + seeds.size() - 1;
    }

    /** Runs of {@code best} with the other seeds. */
    static List<Proposal> confirmations(Setting best, List<Long> seeds, List<FinishedRun> runs) {
        return FinishedRun.missing(
                seeds.subList(1, seeds.size()).stream()
                        .map(seed -> new Proposal(best, seed))
                        .toList(),
                runs);
    }

    private double start(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        double begin = FirstRate.of(method, first);
        return runs.stream()
                .filter(run -> run.isComplete() && run.setting().method() == method)
                .map(run -> run.setting().capacity())
                .distinct()
                .min(Comparator.<Integer>comparingDouble(other -> Math.abs(Math.log((double) other / rank)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(near -> RateTuning.best(losses(tries(method, near, runs))).orElse(begin))
                .orElse(begin);
    }

    private List<FinishedRun> tries(AdapterConfig.Method method, int rank, List<FinishedRun> runs) {
        Setting like = usual.at(method, rank, first);
        return runs.stream()
                .filter(run -> run.seed() == seeds.get(0) && run.setting().isLike(like))
                .toList();
    }

    private static NavigableMap<Double, Double> losses(List<FinishedRun> runs) {
        NavigableMap<Double, Double> losses = new TreeMap<>();
        runs.stream()
                .filter(run -> run.ending() != FinishedRun.Ending.FAILED)
                .forEach(run -> losses.put(run.setting().learningRate(), run.loss()));
        return losses;
    }
}
