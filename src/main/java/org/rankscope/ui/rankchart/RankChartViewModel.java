package org.rankscope.ui.rankchart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.rankscope.insight.Verdict;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.chart.NamedMark;
import org.rankscope.ui.rankchart.RankChartModel.Bracket;
import org.rankscope.ui.rankchart.RankChartModel.Dashed;
import org.rankscope.ui.rankchart.RankChartModel.DashedPoint;
import org.rankscope.ui.rankchart.RankChartModel.Line;
import org.rankscope.ui.rankchart.RankChartModel.Place;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.rankchart.RankChartModel.Running;
import org.rankscope.ui.rankchart.RankChartModel.Series;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.study.VariantSummary;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.text.TaskWords;

/** Reads the hero chart off the board, again whenever a result, the selection or the axis changes. FX thread. */
public final class RankChartViewModel {
    /** Share of the axis below the lowest result that brackets need. */
    private static final double ROOM_FOR_BRACKETS = 0.2;

    private final StudyBoard board;
    private final ObjectProperty<CostAxis> axis = new SimpleObjectProperty<>(CostAxis.RANK);
    private final ReadOnlyObjectWrapper<RankChartModel> model = new ReadOnlyObjectWrapper<>();
    private final LossRange range = new LossRange();

    public RankChartViewModel(StudyBoard board) {
        this.board = board;
        board.resultsRevision().addListener((observable, old, now) -> refresh());
        board.selectedProperty().addListener((observable, old, now) -> refresh());
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

    void select(Variant variant) {
        board.selectedProperty().set(Optional.of(variant));
    }

    /** What is {@code step} places from what is selected, among those with a result; empty if there is none. */
    Optional<Variant> neighbour(int step) {
        return board.neighbour(step);
    }

    private void refresh() {
        if (board.isEmpty()) {
            range.reset();
        }
        // What all is compared with is drawn across the chart, for its costs would leave the others no room.
        List<VariantSummary> compared = board.variants().stream()
                .filter(summary -> !summary.variant().isReference())
                .toList();
        Plane plane = new Plane(axis.get(), compared);
        List<VariantSummary> placed = compared.stream()
                .filter(summary -> Double.isFinite(plane.position(summary)))
                .toList();
        SideBySide beside = board.hasManyMethods() && plane.axis() == CostAxis.RANK
                ? SideBySide.of(placed, plane)
                : SideBySide.none();
        ToDoubleFunction<VariantSummary> position =
                summary -> plane.position(summary) + beside.of(summary.variant().method());
        List<Series> series = series(placed, position);
        List<Line> lines = lines(placed);
        Optional<Running> running = placed.stream()
                .filter(summary -> summary.isRunning() && Double.isFinite(summary.runningLoss()))
                .map(summary -> new Running(
                        summary.variant(), summary.colour(), position.applyAsDouble(summary), summary.runningLoss()))
                .findFirst();
        Optional<Verdict> verdict = board.answer();
        List<Bracket> brackets =
                verdict.map(answer -> Brackets.of(answer, advised(series))).orElse(List.of());
        List<Dashed> dashed = new SingleRuns(board, plane, beside).dashed();
        updateRange(series, lines, running, brackets.isEmpty() ? LossRange.EDGE : ROOM_FOR_BRACKETS);
        double[] positions = DoubleStream.concat(
                        placed.stream().mapToDouble(position),
                        dashed.stream().flatMap(one -> one.points().stream()).mapToDouble(DashedPoint::position))
                .toArray();
        double left = DoubleStream.of(positions).min().orElse(0);
        double right = DoubleStream.of(positions).max().orElse(1);
        model.set(new RankChartModel(
                plane.axis(),
                plane.label(),
                places(plane, placed, dashed, left, right),
                left,
                right,
                series,
                lines,
                board.comparesMethods() ? List.of() : others(placed, plane),
                running,
                board.baseLoss(),
                LossBand.of(board),
                brackets,
                dashed,
                verdict.map(Verdict::kind),
                range.low(),
                range.high(),
                subtitle(),
                legend()));
    }

    /** With what each method came to, which its curve may hide. */
    private List<NamedMark> legend() {
        if (!board.hasManyMethods()) {
            return List.of();
        }
        return board.methods().stream()
                .flatMap(
                        method -> board.variants().stream()
                                .filter(summary -> summary.variant().method() == method)
                                .findFirst()
                                .stream())
                .map(first -> {
                    Method method = first.variant().method();
                    Optional<VariantSummary> best = board.bestOf(method);
                    return new NamedMark(
                            MethodWords.inTable(method),
                            first.colour(),
                            best.map(VariantSummary::variant),
                            best.map(one -> one.variant().name() + ": " + Quantities.loss(one.loss()))
                                    .orElse(MethodWords.title(method) + ": not measured yet"));
                })
                .toList();
    }

    private List<Series> series(List<VariantSummary> placed, ToDoubleFunction<VariantSummary> position) {
        List<Series> series = new ArrayList<>();
        for (Method method : board.methods()) {
            List<VariantSummary> own = placed.stream()
                    .filter(summary -> summary.variant().method() == method && summary.hasLoss())
                    .toList();
            if (!own.isEmpty()) {
                series.add(new Series(
                        MethodWords.inLegend(method),
                        board.comparesMethods() ? OptionalInt.of(own.get(0).colour()) : OptionalInt.empty(),
                        own.stream()
                                .map(summary -> point(summary, position.applyAsDouble(summary)))
                                .sorted(Comparator.comparingDouble(Point::position))
                                .toList()));
            }
        }
        return series;
    }

    /** The reference, and the best of each method that has no place on this axis. */
    private List<Line> lines(List<VariantSummary> placed) {
        return board.methods().stream()
                .filter(method ->
                        placed.stream().noneMatch(summary -> summary.variant().method() == method))
                .flatMap(method -> board.bestOf(method).stream())
                .map(summary ->
                        new Line(point(summary, Double.NaN), summary.variant().isReference() ? cost(summary) : ""))
                .toList();
    }

    private String cost(VariantSummary summary) {
        return switch (axis.get()) {
            case RANK, PARAMETERS ->
                summary.parameters() > 0 ? ", " + Quantities.count(summary.parameters()) + " parameters" : "";
            case MEMORY -> summary.peakMemoryBytes() > 0 ? ", " + Quantities.memory(summary.peakMemoryBytes()) : "";
            case TIME -> summary.elapsedMillis() > 0 ? ", " + Quantities.clock(summary.elapsedMillis()) : "";
        };
    }

    private Point point(VariantSummary summary, double position) {
        return new Point(
                summary.variant(),
                board.nameOf(summary.variant()),
                summary.colour(),
                position,
                summary.loss(),
                summary.standardError(),
                summary.results(),
                summary.parameters(),
                board.answer().filter(summary.variant()::isMeantBy).isPresent(),
                board.isSelected(summary.variant()));
    }

    /** The points of the method that is advised, by position. */
    private List<Point> advised(List<Series> series) {
        return series.stream()
                .map(Series::points)
                .filter(points -> points.stream().anyMatch(Point::chosen))
                .findFirst()
                .orElse(List.of());
    }

    private List<Place> places(
            Plane plane, List<VariantSummary> placed, List<Dashed> dashed, double left, double right) {
        if (!plane.axis().isLog()) {
            return List.of();
        }
        boolean crowded = plane.axis() == CostAxis.PARAMETERS && board.comparesMethods();
        return crowded
                ? plane.roundTicks(left, right)
                : plane.ticks(DoubleStream.concat(
                        placed.stream().mapToDouble(plane.axis()::cost),
                        plane.axis() == CostAxis.RANK
                                ? dashed.stream()
                                        .flatMap(one -> one.points().stream())
                                        .mapToDouble(DashedPoint::rank)
                                : DoubleStream.empty()));
    }

    private static List<RankChartModel.Other> others(List<VariantSummary> placed, Plane plane) {
        return placed.stream()
                .flatMap(summary -> summary.otherRates().stream()
                        .map(other ->
                                new RankChartModel.Other(plane.position(summary), other.learningRate(), other.loss())))
                .toList();
    }

    private void updateRange(List<Series> series, List<Line> lines, Optional<Running> running, double roomBelow) {
        List<Point> points = Stream.concat(
                        series.stream().flatMap(one -> one.points().stream()),
                        lines.stream().filter(Line::isReference).map(Line::point))
                .toList();
        List<Double> results = points.stream()
                .flatMapToDouble(point -> {
                    double bar = Double.isNaN(point.standardError()) ? 0 : point.standardError();
                    return DoubleStream.of(point.loss() - bar, point.loss() + bar);
                })
                .boxed()
                .toList();
        List<Double> hints = new ArrayList<>();
        running.ifPresent(now -> hints.add(now.loss()));
        hints.add(board.baseLoss());
        range.update(
                points.size() >= 2 ? results : points.stream().map(Point::loss).toList(), hints, roomBelow);
    }

    private String subtitle() {
        List<VariantSummary> variants = board.variants();
        int seeds = variants.stream().mapToInt(VariantSummary::results).max().orElse(0);
        long rates = variants.stream()
                .mapToLong(summary -> summary.otherRates().size() + 1L)
                .max()
                .orElse(1);
        List<String> parts = new ArrayList<>();
        boolean bars = variants.stream().anyMatch(summary -> !Double.isNaN(summary.standardError()));
        parts.add(
                seeds > 1
                        ? "mean of " + seeds + " seeds, bars are one standard error"
                        : board.task().map(TaskWords::lossUnit).orElse("")
                                + (bars ? ", bars are one standard error over evaluation items" : ""));
        if (rates > 1) {
            parts.add(
                    board.comparesMethods()
                            ? "each at its best of " + rates + " rates"
                            : "each rank at its best of " + rates + " rates, others faint");
        }
        if (board.hasManyMethods() && axis.get() == CostAxis.RANK) {
            parts.add("side by side at each rank");
        }
        return String.join(" · ", parts);
    }

    /** What a screen reader says of the chart. */
    String spoken() {
        RankChartModel now = model.get();
        if (!now.hasResults()) {
            return "Validation loss by rank: no result yet.";
        }
        StringBuilder text =
                new StringBuilder("Validation loss by " + now.axis().title().toLowerCase() + ". ");
        now.points().forEach(point -> text.append(spokenName(point))
                .append(": ")
                .append(Quantities.loss(point.loss()))
                .append(point.chosen() ? ", chosen. " : ". "));
        now.lines().forEach(line -> text.append("Line across: ")
                .append(line.point().name())
                .append(": ")
                .append(Quantities.loss(line.point().loss()))
                .append(". "));
        now.dashed()
                .forEach(curve -> text.append("Dashed: ").append(curve.label()).append(". "));
        return text.toString().strip();
    }

    private String spokenName(Point point) {
        return board.methods().size() > 1
                ? point.name()
                : point.variant().hasRank() ? "Rank " + point.variant().capacity() : point.name();
    }
}
