package org.rankscope.ui.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rankscope.insight.LearningRateMap;
import org.rankscope.insight.LearningRateMap.Ending;
import org.rankscope.insight.LearningRateMap.Field;
import org.rankscope.study.Failure;
import org.rankscope.study.StudyRates;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.ui.chart.HeatMap;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;

/** Draws a {@link LearningRateMap}: the loss of every rank at every learning rate, or what became of its cells. */
final class RateMap {
    private final StudyBoard board;
    private final List<VariantSummary> ranks;
    private final List<Double> rates;
    private final LearningRateMap results;

    /** @param ranks those of one method */
    RateMap(StudyBoard board, List<VariantSummary> ranks) {
        this.board = board;
        this.ranks = ranks;
        rates = rates(board);
        results = StudyRates.map(board.cells().stream().map(Cell::trial).toList());
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
                cell(column, row).ifPresent(cells::add);
            }
        }
        return new HeatMap(
                board.methods().size() > 1 && !ranks.isEmpty()
                        ? "rank, " + MethodWords.title(ranks.get(0).variant().method())
                        : "rank",
                "rate",
                ranks.stream()
                        .map(rank -> String.valueOf(rank.variant().capacity()))
                        .toList(),
                rates.stream().map(Quantities::rate).toList(),
                cells,
                LossScale.over(cells.stream().map(HeatMap.Cell::value).toList(), board.baseLoss()),
                IntStream.range(0, ranks.size())
                        .filter(i -> board.isSelected(ranks.get(i).variant()))
                        .findFirst(),
                OptionalInt.empty());
    }

    /** What to know of it: best rates at the edge of those tried, and cells that were lost. Empty if there is nothing. */
    String notes() {
        List<String> sentences = new ArrayList<>();
        addEdge(sentences, true, "largest", "larger");
        addEdge(sentences, false, "smallest", "smaller");
        sentences.addAll(results.notes());
        return String.join(" ", sentences);
    }

    private void addEdge(List<String> sentences, boolean last, String which, String other) {
        String names = results.rows().stream()
                .flatMap(row ->
                        row.stream().filter(field -> field.edge() && field == row.get(last ? row.size() - 1 : 0)))
                .map(field -> String.valueOf(field.rank()))
                .distinct()
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            sentences.add(
                    "r = " + names + ": best at the " + which + " rate tried, a " + other + " one may do better.");
        }
    }

    /** What a screen reader says. */
    String spoken() {
        return "Loss by learning rate and rank. "
                + ranks.stream()
                        .filter(VariantSummary::hasLoss)
                        .map(rank -> board.nameOf(rank.variant()) + ": best at " + Quantities.rate(rank.bestRate())
                                + ", " + Quantities.loss(rank.loss()) + ".")
                        .collect(Collectors.joining(" "));
    }

    /** Empty where the rank was not and will not be tried at the rate. */
    private Optional<HeatMap.Cell> cell(int column, int row) {
        VariantSummary rank = ranks.get(column);
        List<Trial> own = board.cells().stream()
                .map(Cell::trial)
                .filter(trial -> Variant.of(trial).equals(rank.variant()) && trial.learningRate() == rates.get(row))
                .toList();
        if (own.isEmpty()) {
            return Optional.empty();
        }
        String where = board.nameOf(rank.variant()) + ", learning rate " + Quantities.rate(rates.get(row)) + ": ";
        Optional<Field> found =
                results.at(rank.variant().method().json(), rank.variant().capacity(), rates.get(row));
        return Optional.of(found.filter(field -> field.runs() > 0)
                .map(field -> measured(column, row, field, own, where))
                .orElseGet(() -> {
                    Fate fate = Fate.of(own, found);
                    return new HeatMap.Cell(
                            column,
                            row,
                            Double.NaN,
                            fate.text,
                            fate.sign,
                            false,
                            Optional.of(rank.variant()),
                            where + fate.words + reason(own));
                }));
    }

    private static HeatMap.Cell measured(int column, int row, Field field, List<Trial> own, String where) {
        return new HeatMap.Cell(
                column,
                row,
                field.value(),
                Quantities.loss(field.value()),
                String.format(Locale.ROOT, "%.2f", field.value()),
                field.best(),
                Optional.of(Variant.of(own.get(0))),
                where
                        + Quantities.loss(field.value())
                        + (own.size() > 1 ? ", mean of " + field.runs() + " of " + own.size() + " runs" : "")
                        + (field.best() ? ", the best of this rank" : "")
                        + (field.edge() ? ", at the edge of the rates tried" : "")
                        + (field.lost().isPresent() ? reason(own) : ""));
    }

    private static String reason(List<Trial> own) {
        return own.stream()
                .map(Trial::failure)
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
        PRUNED("pruned", "–", "stopped early, clearly behind"),
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

        static Fate of(List<Trial> own, Optional<Field> field) {
            if (own.stream().anyMatch(trial -> trial.state() == TrialState.RUNNING)) {
                return RUNNING;
            }
            return field.flatMap(Field::lost).map(Fate::of).orElse(WAITING);
        }

        private static Fate of(Ending ending) {
            return switch (ending) {
                case DIVERGED -> DIVERGED;
                case PRUNED -> PRUNED;
                case FAILED -> FAILED;
            };
        }
    }
}
