package org.rankscope.ui.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rankscope.study.Failure;
import org.rankscope.study.TrialState;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.RankSummary;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.text.Quantities;

/** Learning rate against rank: the mean loss over the seeds, what became of cells without one, each rank's best. */
final class RateMap {
    private final List<RankSummary> ranks;
    private final List<Double> rates;
    private final StudyBoard board;

    RateMap(StudyBoard board) {
        this.board = board;
        ranks = board.ranks();
        rates = rates(board);
    }

    /** Every learning rate of the study, rising. */
    static List<Double> rates(StudyBoard board) {
        return board.cells().stream()
                .map(cell -> cell.trial().learningRate())
                .distinct()
                .sorted()
                .toList();
    }

    HeatMap map() {
        List<HeatMap.Cell> cells = new ArrayList<>();
        for (int column = 0; column < ranks.size(); column++) {
            for (int row = 0; row < rates.size(); row++) {
                List<Cell> own = cells(ranks.get(column), rates.get(row));
                if (!own.isEmpty()) {
                    cells.add(cell(column, row, own));
                }
            }
        }
        int selected = board.selectedRankProperty().get();
        return new HeatMap(
                "rank",
                "learning rate",
                ranks.stream().map(rank -> String.valueOf(rank.rank())).toList(),
                rates.stream().map(Quantities::rate).toList(),
                cells,
                LossScale.over(cells.stream().map(HeatMap.Cell::value).toList(), board.baseLoss()),
                IntStream.range(0, ranks.size())
                        .filter(i -> ranks.get(i).rank() == selected)
                        .findFirst(),
                OptionalInt.empty());
    }

    /** The ranks whose best rate is the smallest or the largest that they were tried at, in one sentence. */
    Optional<String> edges() {
        String smallest = atEnd(0);
        String largest = atEnd(1);
        List<String> parts = new ArrayList<>();
        if (!largest.isEmpty()) {
            parts.add("r = " + largest + ": best at the largest rate tried, a larger one may do better.");
        }
        if (!smallest.isEmpty()) {
            parts.add("r = " + smallest + ": best at the smallest rate tried, a smaller one may do better.");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", parts));
    }

    /** @param end 0 for the smallest rate, 1 for the largest */
    private String atEnd(int end) {
        return ranks.stream()
                .filter(rank -> {
                    List<Double> tried = rates.stream()
                            .filter(rate -> cells(rank, rate).stream()
                                    .anyMatch(cell -> cell.state().isFinished()))
                            .toList();
                    return tried.size() > 1 && rank.bestRate() == tried.get(end * (tried.size() - 1));
                })
                .map(rank -> String.valueOf(rank.rank()))
                .collect(Collectors.joining(", "));
    }

    /** What a screen reader says. */
    String spoken() {
        return "Loss by learning rate and rank. "
                + ranks.stream()
                        .filter(RankSummary::hasLoss)
                        .map(rank -> "Rank " + rank.rank() + ": best at " + Quantities.rate(rank.bestRate()) + ", "
                                + Quantities.loss(rank.loss()) + ".")
                        .collect(Collectors.joining(" "));
    }

    private List<Cell> cells(RankSummary rank, double rate) {
        return board.cells().stream()
                .filter(cell ->
                        cell.trial().rank() == rank.rank() && cell.trial().learningRate() == rate)
                .toList();
    }

    private HeatMap.Cell cell(int column, int row, List<Cell> own) {
        RankSummary rank = ranks.get(column);
        String where = "rank " + rank.rank() + ", learning rate " + Quantities.rate(rates.get(row)) + ": ";
        double mean = own.stream()
                .filter(cell -> cell.trial().result() != null)
                .mapToDouble(cell -> cell.trial().result().evalLoss())
                .average()
                .orElse(Double.NaN);
        if (Double.isNaN(mean)) {
            Fate fate = Fate.of(own);
            return new HeatMap.Cell(
                    column, row, mean, fate.text, fate.sign, false, rank.rank(), where + fate.words + reason(own));
        }
        long results =
                own.stream().filter(cell -> cell.trial().result() != null).count();
        boolean best = rank.bestRate() == rates.get(row);
        String tip = where
                + Quantities.loss(mean)
                + (own.size() > 1 ? ", mean of " + results + " of " + own.size() + " seeds" : "")
                + (best ? ", the best of this rank" : "")
                + (results < own.size() ? reason(own) : "");
        return new HeatMap.Cell(
                column,
                row,
                mean,
                Quantities.loss(mean),
                String.format(Locale.ROOT, "%.2f", mean),
                best,
                rank.rank(),
                tip);
    }

    private static String reason(List<Cell> own) {
        return own.stream()
                .map(cell -> cell.trial().failure())
                .filter(failure -> failure != null)
                .findFirst()
                .map(Failure::message)
                .map(message -> "\n" + message)
                .orElse("");
    }

    /** What became of a cell that has no loss: a word, and a sign where the word has no room. */
    private enum Fate {
        WAITING("", "", "not run yet"),
        RUNNING("running", "…", "in training"),
        PRUNED("pruned", "–", "pruned"),
        DIVERGED("diverged", "×", "diverged"),
        FAILED("failed", "!", "failed");

        private final String text;
        private final String sign;
        private final String words;

        Fate(String text, String sign, String words) {
            this.text = text;
            this.sign = sign;
            this.words = words;
        }

        static Fate of(List<Cell> own) {
            if (own.stream().anyMatch(cell -> cell.state() == TrialState.RUNNING)) {
                return RUNNING;
            } else if (own.stream()
                    .anyMatch(cell -> cell.trial().failure() != null
                            && cell.trial().failure().reason() == Failure.Reason.DIVERGED)) {
                return DIVERGED;
            } else if (own.stream().anyMatch(cell -> cell.state() == TrialState.FAILED)) {
                return FAILED;
            }
            return own.stream().anyMatch(cell -> cell.state() == TrialState.PRUNED) ? PRUNED : WAITING;
        }
    }
}
