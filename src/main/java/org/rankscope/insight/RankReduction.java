package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/**
 * From rows to a curve: each rank is reduced to its own best learning rate, by the mean over its runs. Rows without a
 * finite value (diverged runs) are left out. A rate with fewer usable runs than another one of the same rank does not
 * compete: a mean over the runs that survived would flatter it.
 *
 * @param notes what was left out, in plain sentences
 */
record RankReduction(RankCurve curve, List<String> notes) {

    static RankReduction of(List<Observation> observations, boolean higherIsBetter) {
        List<String> notes = new ArrayList<>();
        List<RankSummary> summaries = new ArrayList<>();
        Map<Integer, List<Observation>> byRank = observations.stream()
                .collect(Collectors.groupingBy(Observation::rank, TreeMap::new, Collectors.toList()));
        byRank.forEach((rank, rows) -> {
            List<Observation> usable =
                    rows.stream().filter(row -> Double.isFinite(row.value())).toList();
            if (usable.isEmpty()) {
                notes.add(
                        "Rank " + rank + " has no usable result (" + runs(rows.size()) + " diverged) and is left out.");
                return;
            } else if (usable.size() < rows.size()) {
                notes.add("Rank " + rank + ": " + (rows.size() - usable.size()) + " of " + runs(rows.size())
                        + " diverged and is left out.");
            }
            summaries.add(summary(rank, rows, usable, higherIsBetter));
        });
        if (summaries.isEmpty()) {
            throw new RequestException(
                    observations.isEmpty()
                            ? "There are no results to judge: expected at least one finished run."
                            : "No run has a usable result: all " + runs(observations.size())
                                    + " diverged; try a smaller learning rate.");
        }
        return new RankReduction(new RankCurve(summaries, higherIsBetter), List.copyOf(notes));
    }

    private static RankSummary summary(
            int rank, List<Observation> all, List<Observation> usable, boolean higherIsBetter) {
        Map<Double, List<Observation>> byRate = usable.stream()
                .collect(Collectors.groupingBy(Observation::learningRate, TreeMap::new, Collectors.toList()));
        int most = byRate.values().stream().mapToInt(List::size).max().orElse(0);
        Comparator<List<Observation>> byMean =
                Comparator.comparingDouble(rows -> mean(values(rows)) * (higherIsBetter ? -1 : 1));
        List<Observation> best = byRate.values().stream()
                .filter(rows -> rows.size() == most)
                .min(byMean)
                .orElseThrow();
        double rate = best.get(0).learningRate();
        double[] values = values(best);
        OptionalDouble stated = statedError(best);
        boolean fromRuns = values.length >= 3 || values.length == 2 && stated.isEmpty();
        double error = fromRuns ? deviation(values) / Math.sqrt(values.length) : stated.orElse(Double.NaN);
        Map<Long, Double> bySeed = best.stream()
                .collect(Collectors.groupingBy(Observation::seed, Collectors.averagingDouble(Observation::value)));
        return new RankSummary(
                rank,
                rate,
                mean(values),
                error,
                !fromRuns && stated.isPresent(),
                values.length,
                bySeed,
                items(best),
                edge(rate, all),
                (int) best.stream().filter(Observation::stillFalling).count());
    }

    /** The standard error of a mean of results that each state their own: √(Σ SE²) / n. */
    private static OptionalDouble statedError(List<Observation> rows) {
        if (rows.stream().anyMatch(row -> row.standardError().isEmpty())) {
            return OptionalDouble.empty();
        }
        double squares = rows.stream()
                .mapToDouble(row -> row.standardError().getAsDouble())
                .map(error -> error * error)
                .sum();
        return OptionalDouble.of(Math.sqrt(squares) / rows.size());
    }

    private static List<Double> items(List<Observation> rows) {
        int count = rows.get(0).items().size();
        if (rows.stream().anyMatch(row -> row.items().size() != count)) {
            return List.of();
        }
        List<Double> means = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int item = i;
            means.add(rows.stream()
                    .mapToDouble(row -> row.items().get(item))
                    .average()
                    .orElseThrow());
        }
        return means;
    }

    /** Diverged runs count as tried: a rate beyond which training diverges is not at the edge of the grid. */
    private static RankSummary.RateEdge edge(double rate, List<Observation> all) {
        double[] tried = all.stream()
                .mapToDouble(Observation::learningRate)
                .distinct()
                .sorted()
                .toArray();
        if (tried.length < 2 || Double.isNaN(rate)) {
            return RankSummary.RateEdge.ONLY;
        } else if (rate == tried[0]) {
            return RankSummary.RateEdge.SMALLEST;
        }
        return rate == tried[tried.length - 1] ? RankSummary.RateEdge.LARGEST : RankSummary.RateEdge.INSIDE;
    }

    private static double[] values(List<Observation> rows) {
        return rows.stream().mapToDouble(Observation::value).sorted().toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Standard deviation with n - 1. */
    private static double deviation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }
}
