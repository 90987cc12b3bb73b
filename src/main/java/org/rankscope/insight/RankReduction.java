package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/**
 * From rows to a curve: runs of the same rank, setting and learning rate are repeats, and each rank is reduced to
 * its own best setting and learning rate within the budget, by the mean over those. Rows without a
 * finite value (diverged runs) are left out. Which setting and rate stands for a rank is {@link BestTried}'s to say.
 *
 * @param within the ranks within the budget; empty if there are none
 * @param excluded ranks of which no setting is within the budget, ascending
 * @param notes what was left out, in plain sentences
 */
record RankReduction(Optional<RankCurve> within, List<RankSummary> excluded, List<String> notes) {
    RankReduction {
        excluded = List.copyOf(excluded);
        notes = List.copyOf(notes);
    }

    /**
     * The curve of {@code observations}, which are of one method, over what {@code budget} allows.
     *
     * @throws RequestException if there is no usable result, or none within the budget
     */
    static RankReduction of(List<Observation> observations, boolean higherIsBetter, Budget budget) {
        List<String> notes = new ArrayList<>();
        List<RankSummary> summaries = new ArrayList<>();
        List<RankSummary> excluded = new ArrayList<>();
        Map<Integer, List<Observation>> byRank = observations.stream()
                .collect(Collectors.groupingBy(Observation::rank, TreeMap::new, Collectors.toList()));
        NavigableMap<Double, List<Integer>> lostRates = new TreeMap<>();
        byRank.forEach((rank, rows) -> {
            List<Observation> usable =
                    rows.stream().filter(row -> Double.isFinite(row.value())).toList();
            if (usable.isEmpty()) {
                notes.add(
                        "Rank " + rank + " has no usable result (" + runs(rows.size()) + " diverged) and is left out.");
                return;
            }
            List<Double> lost = lostRates(rows, usable);
            lost.forEach(rate ->
                    lostRates.computeIfAbsent(rate, r -> new ArrayList<>()).add(rank));
            List<Observation> asked = rows.stream()
                    .filter(row -> !lost.contains(row.learningRate()))
                    .toList();
            if (usable.size() < asked.size()) {
                notes.add("Rank " + rank + ": " + (asked.size() - usable.size()) + " of " + runs(asked.size())
                        + " diverged and is left out.");
            }
            List<RankSummary> cells = cells(rows, usable);
            List<RankSummary> within = cells.stream()
                    .filter(cell -> budget.allows(cell.cost(), "r = " + rank))
                    .toList();
            (within.isEmpty() ? excluded : summaries).add(best(within.isEmpty() ? cells : within, higherIsBetter));
        });
        if (!lostRates.isEmpty()) {
            notes.add("Learning rates without a result, since training diverged or was stopped: "
                    + lostRates.entrySet().stream()
                            .map(entry -> PlainNumbers.difference(entry.getKey()) + " at r = "
                                    + entry.getValue().stream()
                                            .map(String::valueOf)
                                            .collect(Collectors.joining(", ")))
                            .collect(Collectors.joining("; "))
                    + ".");
        }
        if (summaries.isEmpty() && excluded.isEmpty()) {
            throw new RequestException(
                    observations.isEmpty()
                            ? "There are no results to judge: expected at least one finished run."
                            : "No run has a usable result: all " + runs(observations.size())
                                    + " diverged; try a smaller learning rate.");
        }
        return new RankReduction(
                summaries.isEmpty() ? Optional.empty() : Optional.of(new RankCurve(summaries, higherIsBetter)),
                excluded,
                notes);
    }

    /** The rates at which no run of a rank was usable, where others were. */
    private static List<Double> lostRates(List<Observation> rows, List<Observation> usable) {
        return rows.stream()
                .map(Observation::learningRate)
                .filter(rate -> !Double.isNaN(rate) && usable.stream().noneMatch(row -> row.learningRate() == rate))
                .distinct()
                .toList();
    }

    /** The runs at each setting and learning rate, reduced to their mean. */
    private static List<RankSummary> cells(List<Observation> all, List<Observation> usable) {
        return usable.stream()
                .collect(Collectors.groupingBy(Observation::setting, TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(rows -> rows.stream()
                        .collect(Collectors.groupingBy(Observation::learningRate, TreeMap::new, Collectors.toList()))
                        .values()
                        .stream())
                .map(rows -> summary(rows, all))
                .toList();
    }

    private static RankSummary best(List<RankSummary> cells, boolean higherIsBetter) {
        return BestTried.of(cells, RankSummary::runs, RankSummary::mean, higherIsBetter)
                .orElseThrow();
    }

    private static RankSummary summary(List<Observation> rows, List<Observation> all) {
        Observation first = rows.get(0);
        double[] values = values(rows);
        OptionalDouble stated = statedError(rows);
        boolean fromRuns = values.length >= 3 || values.length == 2 && stated.isEmpty();
        double error = fromRuns ? deviation(values) / Math.sqrt(values.length) : stated.orElse(Double.NaN);
        Map<Long, Double> bySeed = rows.stream()
                .collect(Collectors.groupingBy(Observation::seed, Collectors.averagingDouble(Observation::value)));
        boolean haveItems = rows.stream()
                .allMatch(row -> row.items().size() == first.items().size());
        Map<Long, List<Double>> itemsBySeed = !haveItems || first.items().isEmpty()
                ? Map.of()
                : rows.stream().collect(Collectors.toMap(Observation::seed, Observation::items, (one, other) -> one));
        return new RankSummary(
                first.method(),
                first.rank(),
                first.setting(),
                first.learningRate(),
                mean(values),
                error,
                !fromRuns && stated.isPresent(),
                values.length,
                bySeed,
                items(rows),
                itemsBySeed,
                edge(first.learningRate(), all),
                (int) rows.stream().filter(Observation::stillFalling).count(),
                cost(rows),
                rows.stream()
                        .flatMapToDouble(row -> row.startValue().stream())
                        .average()
                        .orElse(Double.NaN));
    }

    private static Cost cost(List<Observation> rows) {
        return new Cost(
                average(rows, Cost::parameters),
                average(rows, Cost::adapterBytes),
                known(rows, Cost::memoryBytes)
                        ? (Long) rows.stream()
                                .mapToLong(row -> row.cost().memoryBytes())
                                .max()
                                .orElseThrow()
                        : null,
                average(rows, Cost::elapsedMillis));
    }

    private static Long average(List<Observation> rows, Function<Cost, Long> part) {
        return known(rows, part)
                ? (Long) Math.round(rows.stream()
                        .mapToLong(row -> part.apply(row.cost()))
                        .average()
                        .orElseThrow())
                : null;
    }

    private static boolean known(List<Observation> rows, Function<Cost, Long> part) {
        return rows.stream().allMatch(row -> part.apply(row.cost()) != null);
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
