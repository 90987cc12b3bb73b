package org.rankscope.search;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rankscope.peft.AdapterConfig;

/**
 * A search over a space of settings within a budget, for a curve over the rank: each proposal is for the rank that has
 * had the fewest, so every rank is tried once before any is tried twice, and every rank's best is the best of as many.
 * When what is left of the budget is needed for it, the best setting of each rank runs with the other seeds.
 */
public final class SpaceSearch implements SearchStrategy {
    private final List<Place> places;
    private final List<Long> seeds;
    private final Budget budget;
    private final Proposer proposer;

    private SpaceSearch(List<Place> places, List<Long> seeds, Budget budget, Proposer proposer) {
        this.places = places;
        this.seeds = seeds;
        this.budget = budget;
        this.proposer = proposer;
    }

    /**
     * Points drawn at random: the yardstick of every search, and hard to beat where few of many dimensions matter
     * (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", 2012).
     */
    public static SpaceSearch random(List<Long> seeds, Budget budget, Space space) {
        return new SpaceSearch(places(space), seeds, budget, new RandomPoints(space, seeds.get(0)));
    }

    /** Points where a Gaussian process over the results so far expects the most: {@link BayesianPoints}. */
    public static SpaceSearch bayesian(List<Long> seeds, Budget budget, Space space) {
        List<Place> places = places(space);
        return new SpaceSearch(places, seeds, budget, new BayesianPoints(space, seeds.get(0), places.size()));
    }

    @Override
    public List<Proposal> next(List<FinishedRun> finished) {
        List<FinishedRun> tried = finished.stream()
                .filter(run -> run.seed() == seeds.get(0) && places.stream().anyMatch(place -> place.has(run)))
                .toList();
        List<Proposal> confirmations = places.stream()
                .flatMap(place -> place.best(tried).stream())
                .flatMap(best -> TunedRates.confirmations(best, seeds, finished).stream())
                .toList();
        long without =
                places.stream().filter(place -> place.best(tried).isEmpty()).count();
        int reserved = confirmations.size() + (int) without * (seeds.size() - 1);
        if (budget.allows(1 + reserved, finished)) {
            Optional<Setting> next = places.stream()
                    .sorted(Comparator.comparingLong(place -> place.tries(tried)))
                    .flatMap(place -> proposer.propose(place.method(), place.capacity(), tried).stream())
                    .findFirst();
            if (next.isPresent()) {
                return List.of(new Proposal(next.get(), seeds.get(0)));
            }
        }
        return confirmations;
    }

    @Override
    public Extent extent(List<FinishedRun> finished) {
        return new Extent(budget.extent(finished).orElse(finished.size() + places.size() * seeds.size()), false);
    }

    private static List<Place> places(Space space) {
        return space.capacities().entrySet().stream()
                .flatMap(method ->
                        method.getValue().stream().sorted().map(capacity -> new Place(method.getKey(), capacity)))
                .toList();
    }

    /** A point of the curve that is searched. */
    private record Place(AdapterConfig.Method method, int capacity) {
        boolean has(FinishedRun run) {
            return run.setting().isOf(method, capacity);
        }

        long tries(List<FinishedRun> tried) {
            return tried.stream().filter(this::has).count();
        }

        Optional<Setting> best(List<FinishedRun> tried) {
            return tried.stream()
                    .filter(run -> has(run) && run.isComplete())
                    .min(Comparator.comparingDouble(FinishedRun::loss)
                            .thenComparing(run -> run.setting().toString()))
                    .map(FinishedRun::setting);
        }
    }
}
