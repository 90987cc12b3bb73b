package org.rankscope.ui.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.TrialResult;

/**
 * Puts the cells of each rank together: each rank at its own best method, setting and learning rate, mean and standard error over seeds.
 * As in the verdict, a rate with fewer results than another one does not compete.
 */
final class RankSummaries {
    private RankSummaries() {}

    static List<RankSummary> of(Collection<Cell> cells) {
        Map<Integer, List<Cell>> byRank = cells.stream()
                .collect(Collectors.groupingBy(cell -> cell.trial().rank(), TreeMap::new, Collectors.toList()));
        List<RankSummary> summaries = new ArrayList<>();
        byRank.forEach((rank, own) -> summaries.add(summary(rank, summaries.size(), own)));
        return List.copyOf(summaries);
    }

    /** What is searched over at one rank. */
    private record Candidate(String method, String setting, double rate) implements Comparable<Candidate> {
        static final Candidate NONE = new Candidate("", "", Double.NaN);
        private static final Comparator<Candidate> ORDER = Comparator.comparing(Candidate::method)
                .thenComparing(Candidate::setting)
                .thenComparingDouble(Candidate::rate);

        static Candidate of(Trial trial) {
            return new Candidate(trial.spec().adapter().method().json(), trial.setting(), trial.learningRate());
        }

        @Override
        public int compareTo(Candidate other) {
            return ORDER.compare(this, other);
        }
    }

    private static RankSummary summary(int rank, int colour, List<Cell> cells) {
        Map<Candidate, List<TrialResult>> byCandidate = cells.stream()
                .map(Cell::trial)
                .filter(trial -> trial.result() != null)
                .collect(Collectors.groupingBy(
                        Candidate::of, TreeMap::new, Collectors.mapping(Trial::result, Collectors.toList())));
        int most = byCandidate.values().stream().mapToInt(List::size).max().orElse(0);
        Candidate chosen = byCandidate.entrySet().stream()
                .filter(entry -> entry.getValue().size() == most)
                .min((a, b) -> Double.compare(mean(a.getValue()), mean(b.getValue())))
                .map(Map.Entry::getKey)
                .orElse(Candidate.NONE);
        List<TrialResult> best = byCandidate.getOrDefault(chosen, List.of());
        List<RankSummary.RateResult> others = byCandidate.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(chosen))
                .map(entry -> new RankSummary.RateResult(entry.getKey().rate(), mean(entry.getValue())))
                .toList();
        return new RankSummary(
                rank,
                chosen.method(),
                chosen.setting(),
                colour,
                state(cells),
                (int) cells.stream().filter(cell -> cell.state().isFinished()).count(),
                cells.size(),
                best.size(),
                mean(best),
                standardError(best),
                cells.stream().mapToLong(Cell::parameters).max().orElse(0),
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

    private static double standardError(List<TrialResult> results) {
        int n = results.size();
        if (n < 2) {
            return Double.NaN;
        }
        double mean = mean(results);
        double squares = results.stream()
                .mapToDouble(result -> Math.pow(result.evalLoss() - mean, 2))
                .sum();
        return Math.sqrt(squares / (n - 1) / n);
    }
}
