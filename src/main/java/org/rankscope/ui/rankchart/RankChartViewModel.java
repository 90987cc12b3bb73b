package org.rankscope.ui.rankchart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.ui.study.RankSummary;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.text.TaskWords;

/** Reads the hero chart off the board, again whenever a result, the selection or the axis changes. FX thread. */
public final class RankChartViewModel {
    private static final int SEEDS_FOR_STANDARD_ERROR = 3;

    /** Share of the axis below the lowest result that brackets need. */
    private static final double ROOM_FOR_BRACKETS = 0.2;

    private final StudyBoard board;
    private final ObjectProperty<CostAxis> axis = new SimpleObjectProperty<>(CostAxis.RANK);
    private final ReadOnlyObjectWrapper<RankChartModel> model = new ReadOnlyObjectWrapper<>();
    private final LossRange range = new LossRange();

    public RankChartViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
        board.selectedRankProperty().addListener((observable, old, now) -> refresh());
        axis.addListener((observable, old, now) -> refresh());
        refresh();
    }

    // What is shown

    public ObjectProperty<CostAxis> axisProperty() {
        return axis;
    }

    ReadOnlyObjectProperty<RankChartModel> modelProperty() {
        return model.getReadOnlyProperty();
    }

    // What can be asked

    void select(int rank) {
        board.selectedRankProperty().set(rank);
    }

    /** The rank {@code step} places from the selected one among those with a result; 0 if there is none. */
    int neighbour(int step) {
        return board.neighbour(step);
    }

    private void refresh() {
        if (board.isEmpty()) {
            range.reset();
        }
        CostAxis cost = axis.get();
        List<RankSummary> ranks = board.ranks();
        CostAxis.Scale scale = cost.scale(ranks.stream()
                .mapToDouble(cost::cost)
                .filter(Double::isFinite)
                .max()
                .orElse(0));
        List<RankSummary> placed =
                ranks.stream().filter(rank -> Double.isFinite(cost.cost(rank))).toList();
        Optional<Verdict> verdict = board.answer();
        int chosen = verdict.map(Verdict::rank).orElse(StudyBoard.NONE);
        List<RankChartModel.Point> points = placed.stream()
                .filter(RankSummary::hasLoss)
                .map(rank -> new RankChartModel.Point(
                        rank.rank(),
                        rank.colour(),
                        cost.position(cost.cost(rank), scale),
                        rank.loss(),
                        rank.standardError(),
                        rank.results(),
                        rank.rank() == chosen,
                        rank.rank() == board.selectedRankProperty().get()))
                .sorted(Comparator.comparingDouble(RankChartModel.Point::position))
                .toList();
        Optional<RankChartModel.Running> running = placed.stream()
                .filter(rank -> rank.isRunning() && Double.isFinite(rank.runningLoss()))
                .map(rank -> new RankChartModel.Running(
                        rank.rank(), rank.colour(), cost.position(cost.cost(rank), scale), rank.runningLoss()))
                .findFirst();
        Optional<RankChartModel.Band> band = band(ranks, verdict);
        List<RankChartModel.Bracket> brackets =
                verdict.map(answer -> Brackets.of(answer, points)).orElse(List.of());
        updateRange(points, running, brackets.isEmpty() ? LossRange.EDGE : ROOM_FOR_BRACKETS);
        model.set(new RankChartModel(
                cost,
                cost.label(scale),
                places(cost, scale, placed),
                points,
                others(placed, scale),
                running,
                board.baseLoss(),
                band,
                brackets,
                preview(scale),
                verdict.map(Verdict::kind),
                range.low(),
                range.high(),
                subtitle(ranks)));
    }

    private static List<RankChartModel.Place> places(CostAxis cost, CostAxis.Scale scale, List<RankSummary> placed) {
        if (!cost.isLog()) {
            return List.of();
        }
        return placed.stream()
                .map(rank ->
                        new RankChartModel.Place(cost.position(cost.cost(rank), scale), cost.format(cost.cost(rank))))
                .sorted(Comparator.comparingDouble(RankChartModel.Place::position))
                .toList();
    }

    private List<RankChartModel.Other> others(List<RankSummary> placed, CostAxis.Scale scale) {
        CostAxis cost = axis.get();
        List<RankChartModel.Other> others = new ArrayList<>();
        for (RankSummary rank : placed) {
            rank.otherRates()
                    .forEach(other -> others.add(new RankChartModel.Other(
                            rank.rank(), cost.position(cost.cost(rank), scale), other.learningRate(), other.loss())));
        }
        return others;
    }

    private void updateRange(
            List<RankChartModel.Point> points, Optional<RankChartModel.Running> running, double roomBelow) {
        List<Double> results = points.stream()
                .flatMapToDouble(point -> {
                    double bar = Double.isNaN(point.standardError()) ? 0 : point.standardError();
                    return DoubleStream.of(point.loss() - bar, point.loss() + bar);
                })
                .boxed()
                .toList();
        List<Double> hints = new ArrayList<>();
        running.ifPresent(rank -> hints.add(rank.loss()));
        hints.add(board.baseLoss());
        range.update(
                points.size() >= 2
                        ? results
                        : points.stream().map(RankChartModel.Point::loss).toList(),
                hints,
                roomBelow);
    }

    /** The losses that the rule which decided counts as good as the best; empty where it has no such band. */
    private Optional<RankChartModel.Band> band(List<RankSummary> ranks, Optional<Verdict> verdict) {
        List<RankSummary> done = ranks.stream().filter(RankSummary::hasLoss).toList();
        VerdictOptions options = board.optionsProperty().get();
        if (done.size() < 2
                || options.rule() == VerdictOptions.RuleChoice.KNEEDLE
                || options.rule() == VerdictOptions.RuleChoice.PARETO) {
            return Optional.empty();
        }
        RankSummary best = verdict.flatMap(answer -> board.rank(answer.best().rank()))
                .filter(RankSummary::hasLoss)
                .orElseGet(() -> done.stream()
                        .min(Comparator.comparingDouble(RankSummary::loss))
                        .orElseThrow());
        boolean byStandardError = verdict.map(answer -> answer.rule().contains("standard error"))
                        .orElse(best.results() >= SEEDS_FOR_STANDARD_ERROR)
                && best.standardError() > 0;
        double margin = byStandardError ? best.standardError() : Math.abs(best.loss()) * options.tolerance();
        return Optional.of(new RankChartModel.Band(
                best.loss(),
                best.loss() + margin,
                "within " + (byStandardError ? "one standard error" : Quantities.percent(options.tolerance()))
                        + " of the best"));
    }

    /** On an axis of costs only those ranks have a place whose cost was measured. */
    private Optional<RankChartModel.Cut> preview(CostAxis.Scale scale) {
        CostAxis cost = axis.get();
        return board.preview()
                .map(preview -> new RankChartModel.Cut(
                        preview.rank(),
                        preview.points().stream()
                                .map(point -> new RankChartModel.CutPoint(
                                        point.rank(),
                                        cost.position(
                                                cost == CostAxis.RANK
                                                        ? point.rank()
                                                        : board.rank(point.rank())
                                                                .map(cost::cost)
                                                                .orElse(Double.NaN),
                                                scale),
                                        point.value()))
                                .filter(point -> Double.isFinite(point.position()))
                                .sorted(Comparator.comparingDouble(RankChartModel.CutPoint::position))
                                .toList()));
    }

    private String subtitle(List<RankSummary> ranks) {
        int seeds = ranks.stream().mapToInt(RankSummary::results).max().orElse(0);
        long rates = ranks.stream()
                .mapToLong(rank -> rank.otherRates().size() + 1L)
                .max()
                .orElse(1);
        List<String> parts = new ArrayList<>();
        boolean bars = ranks.stream().anyMatch(rank -> !Double.isNaN(rank.standardError()));
        parts.add(
                seeds > 1
                        ? "mean of " + seeds + " seeds, bars are one standard error"
                        : board.task().map(TaskWords::lossUnit).orElse("")
                                + (bars ? ", bars are one standard error over evaluation items" : ""));
        if (rates > 1) {
            parts.add("each rank at its best of " + rates + " rates, others faint");
        }
        return String.join(" · ", parts);
    }

    /** What a screen reader says of the chart. */
    String spoken() {
        RankChartModel now = model.get();
        if (now.points().isEmpty()) {
            return "Validation loss by rank: no result yet.";
        }
        StringBuilder text =
                new StringBuilder("Validation loss by " + now.axis().title().toLowerCase() + ". ");
        now.points().forEach(point -> text.append("Rank ")
                .append(point.rank())
                .append(": ")
                .append(Quantities.loss(point.loss()))
                .append(point.chosen() ? ", chosen. " : ". "));
        now.preview()
                .ifPresent(cut -> text.append("Dashed: ").append(cut.label()).append(". "));
        return text.toString().strip();
    }
}
