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
import org.rankscope.ui.theme.ChartColors;

/** The labels of the hero chart, the most important first, clear of points, bars and curve. */
final class RankLabels {
    private static final int PARTS_OF_SEGMENT = 24;
    private static final double LINE_RADIUS = 2;

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
        keepFree(model.points().stream()
                .map(point -> new double[] {point.position(), point.loss()})
                .toList());
        model.others().stream()
                .collect(Collectors.groupingBy(RankChartModel.Other::learningRate))
                .values()
                .forEach(line -> keepFree(line.stream()
                        .map(other -> new double[] {other.position(), other.loss()})
                        .toList()));
        model.preview()
                .ifPresent(cut -> keepFree(cut.points().stream()
                        .map(point -> new double[] {point.position(), point.loss()})
                        .toList()));
        model.points().stream()
                .filter(Point::chosen)
                .forEach(point -> labels.add(
                        point.position(),
                        point.loss(),
                        "r = " + point.rank(),
                        ChartStyle.STRONG,
                        tone,
                        RankChart.RING_RADIUS + 4,
                        Side.ABOVE_RIGHT,
                        Side.ABOVE,
                        Side.RIGHT,
                        Side.ABOVE_LEFT));
        model.running().ifPresent(this::addRunning);
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
        addBrackets();
        model.preview().ifPresent(this::addPreview);
        if (model.axis() != CostAxis.RANK) {
            model.points().stream()
                    .filter(point -> !point.chosen())
                    .forEach(point -> labels.add(
                            point.position(),
                            point.loss(),
                            "r " + point.rank(),
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
    private void addPreview(RankChartModel.Cut cut) {
        List<Place> places = new ArrayList<>();
        List<RankChartModel.CutPoint> points = cut.points();
        for (int i = 1; i < points.size(); i++) {
            double x = (points.get(i - 1).position() + points.get(i).position()) / 2;
            double y = (points.get(i - 1).loss() + points.get(i).loss()) / 2;
            if (y <= model.high()) {
                places.add(new Place(x, y, Side.ABOVE_RIGHT));
                places.add(new Place(x, y, Side.BELOW_LEFT));
            }
        }
        labels.add(cut.label(), ChartStyle.TEXT, colors.preview(), 6, places.toArray(Place[]::new));
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
        for (int i = 1; i < points.size(); i++) {
            double[] from = points.get(i - 1);
            double[] to = points.get(i);
            for (int part = 1; part < PARTS_OF_SEGMENT; part++) {
                double share = part / (double) PARTS_OF_SEGMENT;
                labels.keepFree(from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1]), LINE_RADIUS);
            }
        }
    }
}
