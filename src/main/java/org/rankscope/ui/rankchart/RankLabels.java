package org.rankscope.ui.rankchart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.chart.Labels;
import org.rankscope.ui.chart.Labels.Place;
import org.rankscope.ui.chart.Labels.Side;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.theme.ChartColors;

/** The labels of the hero chart, the most important first, clear of points, bars and curve. */
final class RankLabels {
    private static final int PLACES_OF_LINE = 12;
    private static final double LINE_RADIUS = 2;
    /** A bracket has hooks, and looks like a line under a text that is near. */
    private static final double BRACKET_RADIUS = 5;

    private final RankChartModel model;
    private final ChartColors colors;
    private final Color tone;
    private final Labels labels = new Labels();

    /** @param tone the colour of what belongs to the verdict */
    RankLabels(RankChartModel model, ChartColors colors, Color tone) {
        this.model = model;
        this.colors = colors;
        this.tone = tone;
    }

    /** The labels, where the domain axis goes from {@code left} to {@code right}. */
    Labels over(double left, double right) {
        keepPointsFree();
        model.series()
                .forEach(one -> keepFree(one.points().stream()
                        .map(point -> new double[] {point.position(), point.loss()})
                        .toList()));
        model.brackets().stream().filter(bracket -> !model.lines().isEmpty()).forEach(bracket -> {
            double y = model.bracketAt(bracket.level());
            keepFree(List.of(new double[] {bracket.from(), y}, new double[] {bracket.to(), y}), BRACKET_RADIUS);
        });
        model.lines().stream()
                .map(RankChartModel.Line::point)
                .forEach(point ->
                        keepFree(List.of(new double[] {left, point.loss()}, new double[] {right, point.loss()})));
        LineMarks.of(model, left, right)
                .forEach((line, x) -> labels.keepFree(x, line.point().loss(), RankChart.MARKER_RADIUS));
        if (model.base() >= model.low() && model.base() <= model.high()) {
            keepFree(List.of(new double[] {left, model.base()}, new double[] {right, model.base()}));
        }
        model.others().stream()
                .collect(Collectors.groupingBy(RankChartModel.Other::learningRate))
                .values()
                .forEach(line -> keepFree(line.stream()
                        .map(other -> new double[] {other.position(), other.loss()})
                        .toList()));
        model.dashed()
                .forEach(curve -> keepFree(curve.points().stream()
                        .map(point -> new double[] {point.position(), point.loss()})
                        .toList()));
        model.points().stream()
                .filter(Point::chosen)
                .forEach(point -> labels.add(
                        point.position(),
                        point.loss(),
                        point.name(),
                        ChartStyle.STRONG,
                        tone,
                        RankChart.RING_RADIUS + 4,
                        Side.ABOVE_RIGHT,
                        Side.ABOVE,
                        Side.RIGHT,
                        Side.ABOVE_LEFT));
        model.running().ifPresent(this::addRunning);
        addBrackets();
        addLines(left, right);
        addBase(left, right);
        model.band()
                .ifPresent(band -> labels.add(
                        band.name(),
                        ChartStyle.TEXT,
                        tone,
                        6,
                        new Place(left, band.high(), Side.ABOVE_RIGHT),
                        new Place(left, band.low(), Side.BELOW_RIGHT),
                        new Place(right, band.high(), Side.ABOVE_LEFT),
                        new Place(right, band.low(), Side.BELOW_LEFT),
                        new Place(left, band.high(), Side.BELOW_RIGHT),
                        new Place((left + right) / 2, band.high(), Side.ABOVE)));
        model.dashed().forEach(this::addDashed);
        if (model.axis() != CostAxis.RANK) {
            model.points().stream()
                    .filter(point -> !point.chosen() && isNamed(point))
                    .sorted(Comparator.comparing(Point::selected).reversed())
                    .forEach(point -> labels.add(
                            point.position(),
                            point.loss(),
                            shortName(point),
                            ChartStyle.TEXT,
                            colors.muted(),
                            9,
                            Side.ABOVE_RIGHT,
                            Side.ABOVE,
                            Side.BELOW,
                            Side.LEFT));
        }
        return labels;
    }

    private void addBrackets() {
        model.brackets().stream()
                .min(Comparator.comparingInt(RankChartModel.Bracket::level))
                .ifPresent(lowest -> {
                    double y = model.bracketAt(lowest.level());
                    double middle = (lowest.from() + lowest.to()) / 2;
                    labels.add(
                            "cannot be told apart",
                            ChartStyle.TEXT,
                            colors.muted(),
                            RankChart.BRACKET_OVERHANG + 6,
                            new Place(lowest.from(), y, Side.LEFT),
                            new Place(lowest.to(), y, Side.RIGHT),
                            new Place(middle, y, Side.BELOW),
                            new Place(middle, y, Side.ABOVE));
                });
    }

    /** Beside the line where it is seen, from the left, where it is clear of the curve. */
    private void addDashed(RankChartModel.Dashed curve) {
        List<Place> places = new ArrayList<>();
        List<RankChartModel.DashedPoint> points = curve.points();
        for (int i = 1; i < points.size(); i++) {
            double x = (points.get(i - 1).position() + points.get(i).position()) / 2;
            double y = (points.get(i - 1).loss() + points.get(i).loss()) / 2;
            if (y <= model.high()) {
                places.add(new Place(x, y, Side.ABOVE_RIGHT));
                places.add(new Place(x, y, Side.BELOW_LEFT));
                places.add(new Place(x, y, Side.BELOW_RIGHT));
                places.add(new Place(x, y, Side.ABOVE_LEFT));
            }
        }
        labels.add(curve.label(), ChartStyle.TEXT, RankChart.color(curve, colors), 6, places.toArray(Place[]::new));
    }

    /** Beside each line across the chart, the reference first. */
    private void addLines(double left, double right) {
        model.lines().stream()
                .sorted(Comparator.comparing(RankChartModel.Line::isReference).reversed())
                .forEach(line -> {
                    Point point = line.point();
                    boolean above = point.loss() > model.high();
                    double y = above ? model.high() : point.loss();
                    labels.add(
                            point.name() + " " + Quantities.loss(point.loss()) + line.cost()
                                    + (above ? " (off the scale)" : ""),
                            point.chosen() ? ChartStyle.STRONG : ChartStyle.TEXT,
                            point.chosen() ? tone : point.selected() ? colors.text() : colors.muted(),
                            4,
                            placesAlong(y, above, left, right));
                });
    }

    /** Along a line, from the right: above it or below; at the upper end of the chart below it. */
    private static Place[] placesAlong(double y, boolean atTop, double left, double right) {
        List<Place> places = new ArrayList<>();
        for (int part = PLACES_OF_LINE; part >= 0; part--) {
            double x = left + (right - left) * part / PLACES_OF_LINE;
            boolean end = part > PLACES_OF_LINE / 2;
            if (!atTop) {
                places.add(new Place(x, y, end ? Side.ABOVE_LEFT : Side.ABOVE_RIGHT));
            }
            places.add(new Place(x, y, end ? Side.BELOW_LEFT : Side.BELOW_RIGHT));
        }
        return places.toArray(Place[]::new);
    }

    /** Where methods are told apart their points are too many to be named: what is selected is, and what has no curve. */
    private boolean isNamed(Point point) {
        return !model.comparesMethods() || point.selected() || point.variant().capacity() == 0;
    }

    private String shortName(Point point) {
        if (model.comparesMethods()) {
            return point.name();
        }
        return point.variant().hasRank()
                ? "r " + point.variant().capacity()
                : point.variant().size();
    }

    private void addRunning(RankChartModel.Running rank) {
        boolean above = rank.loss() > model.high();
        String text = above ? "running, " + String.format(Locale.ROOT, "%.2f", rank.loss()) + " so far" : "running";
        labels.add(
                rank.position(),
                Math.max(model.low(), Math.min(model.high(), rank.loss())),
                text,
                ChartStyle.TEXT,
                colors.muted(),
                12,
                above ? Side.BELOW : Side.ABOVE,
                Side.BELOW,
                Side.BELOW_LEFT,
                Side.LEFT,
                Side.RIGHT);
    }

    private void addBase(double left, double right) {
        if (!Double.isFinite(model.base())) {
            return;
        }
        boolean shown = model.base() <= model.high() && model.base() >= model.low();
        String text = String.format(Locale.ROOT, "base model %.3f", model.base()) + (shown ? "" : " (off the scale)");
        double y = shown ? model.base() : model.high();
        labels.add(
                text,
                ChartStyle.TEXT,
                colors.muted(),
                4,
                new Place(right, y, Side.BELOW_LEFT),
                new Place((left + right) / 2, y, Side.BELOW),
                new Place(right, y, Side.ABOVE_LEFT),
                new Place(left, y, Side.BELOW_RIGHT));
    }

    private void keepPointsFree() {
        for (Point point : model.points()) {
            labels.keepFree(
                    point.position(), point.loss(), point.chosen() ? RankChart.RING_RADIUS : RankChart.MARKER_RADIUS);
            if (!Double.isNaN(point.standardError())) {
                labels.keepFree(point.position(), point.loss() - point.standardError(), RankChart.MARKER_RADIUS);
                labels.keepFree(point.position(), point.loss() + point.standardError(), RankChart.MARKER_RADIUS);
            }
        }
    }

    /** Keeps labels off the line through {@code points}, each its place and its loss. */
    private void keepFree(List<double[]> points) {
        keepFree(points, LINE_RADIUS);
    }

    private void keepFree(List<double[]> points, double radius) {
        labels.keepFree(points, radius);
    }
}
