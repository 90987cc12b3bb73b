package org.rankscope.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rankscope.peft.AdapterConfig;

/**
 * Points where a {@link GaussianProcess} over all results so far expects the largest improvement over the best loss of
 * the rank that is asked for. What is learnt at one rank serves the others, as far as the fitted length over the rank
 * says that they are alike. The first points are a {@link HaltonSequence}: each rank once, and at least a few.
 *
 * <p>A Gaussian process and not a tree-structured Parzen estimator, for budgets of tens of runs: it uses the values and
 * not only their order, knows how far it can trust a neighbour, and carries knowledge from rank to rank. Parzen estimators
 * need their first ten or twenty runs for the densities alone, and pay off with hundreds of runs and branching spaces
 * (Bergstra et al., "Algorithms for Hyper-Parameter Optimization", 2011).
 */
final class BayesianPoints implements Proposer {
    private static final int FEWEST_FIRST = 5;
    private static final int CANDIDATES = 600;
    private static final int NEAR_CANDIDATES = 200;
    /** How far from the best of the even candidates others are tried, as a share of each coordinate's range. */
    private static final double NEAR = 0.08;

    private static final long MIX = 7_368_787;

    private final Space space;
    private final long seed;
    private final int first;
    private final HaltonSequence sequence;

    /** @param curve points of the curve, each of which is tried once before the process decides */
    BayesianPoints(Space space, long seed, int curve) {
        this.space = space;
        this.seed = seed;
        this.first = Math.max(curve, FEWEST_FIRST);
        sequence = new HaltonSequence(
                new SplittableRandom(seed).doubles(Space.DIMENSIONS).toArray());
    }

    @Override
    public Optional<Setting> propose(AdapterConfig.Method method, int rank, List<FinishedRun> tried) {
        SplittableRandom random = new SplittableRandom(seed * MIX + tried.size());
        List<FinishedRun> usable = tried.stream()
                .filter(run -> run.ending() != FinishedRun.Ending.FAILED)
                .sorted(Comparator.comparing(run -> run.setting().toString()))
                .toList();
        boolean early = tried.size() < first || usable.stream().noneMatch(FinishedRun::isComplete);
        List<Setting> even = settings(evenPoints(early ? tried.size() : 0), method, rank, tried);
        if (early || even.isEmpty()) {
            return even.stream().findFirst();
        }
        double[] values = standardised(Losses.bounded(usable));
        double[][] points =
                usable.stream().map(run -> space.features(run.setting())).toArray(double[][]::new);
        Optional<GaussianProcess> process = GaussianProcess.of(points, values, KernelFit.of(points, values, random));
        if (process.isEmpty()) {
            return even.stream().findFirst();
        }
        ToDoubleFunction<Setting> gain = gain(process.get(), least(method, rank, usable, values));
        double[] best = evenPoints(0).stream()
                .max(Comparator.comparingDouble(point -> gain.applyAsDouble(space.at(method, rank, point))))
                .orElseThrow();
        List<Setting> candidates = new ArrayList<>(even);
        candidates.addAll(settings(pointsNear(best, random), method, rank, tried));
        return candidates.stream().max(Comparator.comparingDouble(gain));
    }

    private ToDoubleFunction<Setting> gain(GaussianProcess process, double least) {
        return setting -> ExpectedImprovement.below(least, process.at(space.features(setting)));
    }

    private List<double[]> evenPoints(int start) {
        return IntStream.range(start, start + CANDIDATES)
                .mapToObj(sequence::point)
                .toList();
    }

    private static List<double[]> pointsNear(double[] centre, SplittableRandom random) {
        return IntStream.range(0, NEAR_CANDIDATES)
                .mapToObj(i -> Arrays.stream(centre)
                        .map(x -> Math.max(0, Math.min(1, x + NEAR * (2 * random.nextDouble() - 1))))
                        .toArray())
                .toList();
    }

    /** The settings at {@code points} that were not tried. */
    private List<Setting> settings(
            List<double[]> points, AdapterConfig.Method method, int rank, List<FinishedRun> tried) {
        Set<Setting> known = tried.stream().map(FinishedRun::setting).collect(Collectors.toSet());
        return points.stream()
                .map(point -> space.at(method, rank, point))
                .distinct()
                .filter(setting -> !known.contains(setting))
                .toList();
    }

    /** The best value of this rank; of all ranks while it has none. */
    private static double least(AdapterConfig.Method method, int rank, List<FinishedRun> runs, double[] values) {
        double own = Double.POSITIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            if (runs.get(i).isComplete() && runs.get(i).setting().isOf(method, rank)) {
                own = Math.min(own, values[i]);
            }
        }
        return Double.isFinite(own) ? own : Arrays.stream(values).min().orElseThrow();
    }

    private static double[] standardised(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double deviation = variance > 0 ? Math.sqrt(variance) : 1;
        return Arrays.stream(values).map(value -> (value - mean) / deviation).toArray();
    }
}
