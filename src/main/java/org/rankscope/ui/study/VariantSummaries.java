package org.rankscope.ui.study;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.insight.BestTried;
import org.rankscope.insight.RankResult;
import org.rankscope.insight.Verdict;
import org.rankscope.metrics.Metric;
import org.rankscope.model.Task;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.TrialResult;

/**
 * Puts the cells of each method and capacity together, mean and standard error over seeds: at the setting and learning rate
 * that the verdict judged them at; where it says nothing of them, at {@link BestTried}.
 */
final class VariantSummaries {
    private VariantSummaries() {}

    /**
     * @param verdict over the same cells, or over those that were complete a moment ago; empty while there is none
     * @param planned what a search may still come to, in the order of the study: it has its colours before it has cells
     */
    static List<VariantSummary> of(Collection<Cell> cells, Optional<Verdict> verdict, List<Variant> planned) {
        Map<Variant, List<Cell>> byVariant = cells.stream()
                .collect(Collectors.groupingBy(
                        cell -> Variant.of(cell.trial()), LinkedHashMap::new, Collectors.toList()));
        VariantOrder order = VariantOrder.of(
                Stream.concat(planned.stream(), byVariant.keySet().stream()).toList());
        return byVariant.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(order))
                .map(entry -> summary(
                        entry.getKey(),
                        order.colour(entry.getKey()),
                        entry.getValue(),
                        judged(entry.getKey(), verdict)))
                .toList();
    }

    /** What the verdict looks at of {@code variant}. */
    private static Optional<RankResult> judged(Variant variant, Optional<Verdict> verdict) {
        return verdict.flatMap(
                answer -> answer.ranks().stream().filter(variant::isMeantBy).findFirst());
    }

    /** What is searched over. */
    private record Candidate(String setting, double rate) implements Comparable<Candidate> {
        static final Candidate NONE = new Candidate("", Double.NaN);
        private static final Comparator<Candidate> ORDER =
                Comparator.comparing(Candidate::setting).thenComparingDouble(Candidate::rate);

        static Candidate of(RankResult result) {
            return new Candidate(result.setting(), result.learningRate());
        }

        static Candidate of(Trial trial) {
            return new Candidate(trial.setting(), trial.learningRate());
        }

        @Override
        public int compareTo(Candidate other) {
            return ORDER.compare(this, other);
        }
    }

    private static VariantSummary summary(Variant variant, int colour, List<Cell> cells, Optional<RankResult> judged) {
        Map<Candidate, List<TrialResult>> byCandidate = cells.stream()
                .map(Cell::trial)
                .filter(trial -> trial.result() != null && trial.result().evalLoss() != null)
                .collect(Collectors.groupingBy(
                        Candidate::of, TreeMap::new, Collectors.mapping(Trial::result, Collectors.toList())));
        Candidate chosen = judged.map(Candidate::of)
                .filter(byCandidate::containsKey)
                .or(() -> BestTried.of(byCandidate.entrySet(), e -> e.getValue().size(), e -> mean(e.getValue()), false)
                        .map(Map.Entry::getKey))
                .orElse(Candidate.NONE);
        List<TrialResult> best = byCandidate.getOrDefault(chosen, List.of());
        List<VariantSummary.RateResult> others = byCandidate.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(chosen))
                .map(entry -> new VariantSummary.RateResult(entry.getKey().rate(), mean(entry.getValue())))
                .toList();
        return new VariantSummary(
                variant,
                chosen.setting(),
                colour,
                state(cells),
                (int) cells.stream().filter(cell -> cell.state().isFinished()).count(),
                cells.size(),
                best.size(),
                mean(best),
                standardError(best, judged.filter(result -> Candidate.of(result).equals(chosen))),
                metric(cells.get(0).trial().spec().task(), best),
                cells.stream()
                        .filter(cell -> best.isEmpty() || chosen.equals(Candidate.of(cell.trial())))
                        .mapToLong(Cell::parameters)
                        .max()
                        .orElse(0),
                best.stream().mapToLong(TrialResult::adapterBytes).max().orElse(0),
                best.stream().mapToLong(TrialResult::peakMemoryBytes).max().orElse(0),
                Math.round(best.stream()
                        .mapToLong(TrialResult::elapsedMillis)
                        .average()
                        .orElse(0)),
                chosen.rate(),
                cells.stream()
                        .filter(cell -> cell.state() == TrialState.RUNNING)
                        .mapToDouble(cell -> cell.validation().last())
                        .findFirst()
                        .orElse(Double.NaN),
                others,
                cells.stream()
                        .filter(cell -> chosen.equals(Candidate.of(cell.trial())))
                        .flatMap(cell -> cell.diagnosis().stream())
                        .toList(),
                cells.stream()
                        .filter(cell -> chosen.equals(Candidate.of(cell.trial())))
                        .flatMap(cell -> cell.capacity().stream())
                        .findFirst(),
                cells.stream()
                        .map(cell -> cell.trial().failure())
                        .filter(Objects::nonNull)
                        .findFirst());
    }

    private static TrialState state(List<Cell> cells) {
        if (cells.stream().anyMatch(cell -> cell.state() == TrialState.RUNNING)) {
            return TrialState.RUNNING;
        } else if (cells.stream().anyMatch(cell -> !cell.state().isFinished())) {
            return TrialState.WAITING;
        } else if (cells.stream().anyMatch(cell -> cell.state() == TrialState.COMPLETE)) {
            return TrialState.COMPLETE;
        }
        return cells.stream().allMatch(cell -> cell.state() == TrialState.PRUNED)
                ? TrialState.PRUNED
                : TrialState.FAILED;
    }

    private static double mean(List<TrialResult> results) {
        return results.stream().mapToDouble(TrialResult::evalLoss).average().orElse(Double.NaN);
    }

    private static Optional<VariantSummary.MeanMetric> metric(Task task, List<TrialResult> results) {
        Optional<Metric> main = results.stream()
                .flatMap(result -> result.mainMetric(task).stream())
                .findFirst();
        if (main.isEmpty()) {
            return Optional.empty();
        }
        double mean = results.stream()
                .map(result -> result.metrics().get(main.get().name()))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        return Double.isNaN(mean) ? Optional.empty() : Optional.of(new VariantSummary.MeanMetric(main.get(), mean));
    }

    /** Over seeds; of a single one what the verdict found over evaluation items. */
    private static double standardError(List<TrialResult> results, Optional<RankResult> judged) {
        int n = results.size();
        if (n < 2) {
            return n == 1 ? judged.map(RankResult::standardError).orElse(Double.NaN) : Double.NaN;
        }
        double mean = mean(results);
        double squares = results.stream()
                .mapToDouble(result -> Math.pow(result.evalLoss() - mean, 2))
                .sum();
        return Math.sqrt(squares / (n - 1) / n);
    }
}
