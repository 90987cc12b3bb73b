package org.rankscope.ui.rankchart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.chart.Mark;
import org.rankscope.ui.chart.PlacesAxis;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.RankMarkers;

/** Draws a {@link RankChartModel}. */
final class RankChart {
    /** Half the width of a rank's marker, in pixels. */
    static final double MARKER_RADIUS = 5.5;

    static final double RING_RADIUS = 12;

    /** Memory and time are shown over at least this share of the most, for small differences to look small. */
    private static final double LEAST_SPAN = 0.4;
    /** Where many methods lie beside each other they need the room. */
    private static final double LEAST_SPAN_OF_MANY = 0.1;

    private static final float LINE_WIDTH = 1.4f;
    private static final double ARROW = 5;

    private static final int CURVE = 1;
    private static final int POINTS = 0;
    private static final int OTHERS = 2;
    private static final int DASHED = 3;
    private static final double BRACKET_HOOK = 4;
    /** How far a bracket reaches beyond the points at its ends, so that two that meet are seen as two. */
    static final double BRACKET_OVERHANG = 6;

    private final RankChartModel model;
    private final ChartColors colors;
    /** The colour of the verdict card. */
    private final Color tone;

    private final XYPlot plot = new XYPlot();

    private RankChart(RankChartModel model, ChartColors colors) {
        this.model = model;
        this.colors = colors;
        tone = model.verdict().map(colors::verdict).orElse(colors.muted());
    }

    static JFreeChart of(RankChartModel model, ChartColors colors) {
        return new RankChart(model, colors).build();
    }

    /** Likewise, with the methods named below, which on the page are named beside the chart. */
    static JFreeChart forExport(RankChartModel model, ChartColors colors) {
        JFreeChart chart = of(model, colors);
        if (model.comparesMethods()) {
            chart.addLegend(ChartLegend.of(model.marks(), colors));
        }
        return chart;
    }

    private JFreeChart build() {
        axes();
        others();
        curves();
        points();
        band();
        base();
        lines();
        brackets();
        dashed();
        above();
        running();
        ring();
        plot.addAnnotation(Mark.of(new RankLabels(model, colors, tone)
                .over(plot.getDomainAxis().getLowerBound(), plot.getDomainAxis().getUpperBound())));
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(plot, colors);
        return chart;
    }

    private void axes() {
        if (model.places().isEmpty()) {
            NumberAxis numbers = new NumberAxis(model.axisLabel());
            numbers.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
            numbers.setTickLabelsVisible(!model.points().isEmpty());
            double span = model.right() - model.left();
            double margin = Math.max(span * 0.08, (model.right() * leastSpan() - span) / 2);
            numbers.setRange(model.left() - margin, model.right() + margin);
            plot.setDomainAxis(numbers);
        } else {
            plot.setDomainAxis(new PlacesAxis(
                    model.axisLabel(),
                    model.places().stream()
                            .map(place -> new PlacesAxis.Place(place.position(), place.name()))
                            .toList(),
                    model.left(),
                    model.right()));
        }
        NumberAxis loss = new NumberAxis("validation loss");
        loss.setRange(model.low(), model.high());
        int decimals = model.high() - model.low() < 0.05 ? 3 : 2;
        loss.setNumberFormatOverride(
                new DecimalFormat("0." + "0".repeat(decimals), DecimalFormatSymbols.getInstance(Locale.ROOT)));
        loss.setTickLabelsVisible(Double.isFinite(model.base()) || model.hasResults());
        plot.setRangeAxis(loss);
    }

    private double leastSpan() {
        return model.isCrowded() ? LEAST_SPAN_OF_MANY : LEAST_SPAN;
    }

    private void others() {
        Map<Double, XYSeries> byRate = new TreeMap<>();
        model.others()
                .forEach(other -> byRate.computeIfAbsent(other.learningRate(), rate -> new XYSeries("rate " + rate))
                        .add(other.position(), other.loss()));
        XYSeriesCollection data = new XYSeriesCollection();
        byRate.values().forEach(data::addSeries);
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (int i = 0; i < data.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, colors.faint());
            renderer.setSeriesStroke(i, new BasicStroke(1.2f));
            renderer.setSeriesShape(i, new Ellipse2D.Double(-2.5, -2.5, 5, 5));
        }
        plot.setDataset(OTHERS, data);
        plot.setRenderer(OTHERS, renderer);
    }

    private void curves() {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (RankChartModel.Series one : model.series()) {
            XYSeries line = new XYSeries(data.getSeriesCount());
            one.points().forEach(point -> line.add(point.position(), point.loss()));
            renderer.setSeriesPaint(
                    data.getSeriesCount(),
                    one.colour().isPresent() ? colors.rank(one.colour().getAsInt()) : colors.curve());
            renderer.setSeriesStroke(
                    data.getSeriesCount(),
                    new BasicStroke(
                            model.isCrowded() ? LINE_WIDTH : 2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            data.addSeries(line);
        }
        plot.setDataset(CURVE, data);
        plot.setRenderer(CURVE, renderer);
    }

    private void points() {
        XYIntervalSeries series = new XYIntervalSeries("ranks", false, true);
        // What is selected is drawn last, over what lies on it.
        List<Point> points = model.points().stream()
                .sorted(Comparator.comparing(Point::selected))
                .toList();
        for (Point point : points) {
            double bar = Double.isNaN(point.standardError()) ? 0 : point.standardError();
            series.add(
                    point.position(),
                    point.position(),
                    point.position(),
                    point.loss(),
                    point.loss() - bar,
                    point.loss() + bar);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        plot.setDataset(POINTS, data);
        plot.setRenderer(POINTS, new PointRenderer(points, model.isCrowded(), colors));
    }

    private void band() {
        model.band().ifPresent(band -> {
            IntervalMarker marker = new IntervalMarker(band.low(), band.high(), ChartColors.veil(tone));
            plot.addRangeMarker(marker, Layer.BACKGROUND);
        });
    }

    private void base() {
        if (model.base() >= model.low() && model.base() <= model.high()) {
            plot.addAnnotation(Mark.of((graphics, area, at) -> {
                graphics.setPaint(colors.muted());
                graphics.setStroke(ChartStyle.DOTTED);
                graphics.draw(
                        new Line2D.Double(area.getMinX(), at.y(model.base()), area.getMaxX(), at.y(model.base())));
            }));
        }
    }

    private void brackets() {
        if (model.brackets().isEmpty()) {
            return;
        }
        plot.addAnnotation(Mark.of((graphics, area, at) -> {
            graphics.setPaint(colors.muted());
            graphics.setStroke(ChartStyle.HAIRLINE);
            for (RankChartModel.Bracket bracket : model.brackets()) {
                double y = at.y(model.bracketAt(bracket.level()));
                double from = at.x(bracket.from()) - BRACKET_OVERHANG;
                double to = at.x(bracket.to()) + BRACKET_OVERHANG;
                graphics.draw(new Line2D.Double(from, y, to, y));
                graphics.draw(new Line2D.Double(from, y - BRACKET_HOOK, from, y));
                graphics.draw(new Line2D.Double(to, y - BRACKET_HOOK, to, y));
            }
        }));
    }

    /** Lines across the chart, below all points: the reference dashed, others thin in the colour of their method. */
    private void lines() {
        Map<RankChartModel.Line, Double> marks = LineMarks.of(
                model,
                plot.getDomainAxis().getLowerBound(),
                plot.getDomainAxis().getUpperBound());
        Mark lines = Mark.of((graphics, area, at) -> {
            for (RankChartModel.Line line : model.lines()) {
                double y = at.y(line.point().loss());
                if (!area.contains(area.getCenterX(), y)) {
                    continue;
                }
                graphics.setPaint(colors.rank(line.point().colour()));
                graphics.setStroke(line.isReference() ? ChartStyle.DASHED : new BasicStroke(LINE_WIDTH));
                graphics.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
                if (marks.containsKey(line)) {
                    graphics.fill(AffineTransform.getTranslateInstance(at.x(marks.get(line)), y)
                            .createTransformedShape(
                                    RankMarkers.shape(line.point().colour(), MARKER_RADIUS - 1)));
                }
            }
        });
        plot.getRenderer(POINTS).addAnnotation(lines, Layer.BACKGROUND);
    }

    private void dashed() {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
        for (RankChartModel.Dashed one : model.dashed()) {
            XYSeries line = new XYSeries(data.getSeriesCount());
            one.points().forEach(point -> line.add(point.position(), point.loss()));
            renderer.setSeriesPaint(data.getSeriesCount(), color(one, colors));
            renderer.setSeriesStroke(data.getSeriesCount(), ChartStyle.DASHED);
            renderer.setSeriesShape(data.getSeriesCount(), new Ellipse2D.Double(-2, -2, 4, 4));
            data.addSeries(line);
        }
        renderer.setDrawSeriesLineAsPath(true);
        plot.setDataset(DASHED, data);
        plot.setRenderer(DASHED, renderer);
    }

    static Color color(RankChartModel.Dashed curve, ChartColors colors) {
        return curve.colour().isPresent() ? colors.rank(curve.colour().getAsInt()) : colors.preview();
    }

    /** What was measured and lies above the axis: arrows at its upper end. */
    private void above() {
        plot.addAnnotation(Mark.of((graphics, area, at) -> {
            for (Point point : model.points()) {
                if (point.loss() > model.high()) {
                    graphics.setPaint(colors.rank(point.colour()));
                    graphics.fill(AffineTransform.getTranslateInstance(at.x(point.position()), area.getMinY() + ARROW)
                            .createTransformedShape(RankMarkers.arrowUp(ARROW)));
                }
            }
        }));
    }

    private void running() {
        model.running()
                .ifPresent(rank -> plot.addAnnotation(Mark.of((graphics, area, at) -> {
                    double y = Math.max(area.getMinY() + 6, Math.min(area.getMaxY() - 6, at.y(rank.loss())));
                    Shape marker = AffineTransform.getTranslateInstance(at.x(rank.position()), y)
                            .createTransformedShape(RankMarkers.shape(rank.colour(), MARKER_RADIUS));
                    graphics.setPaint(colors.background());
                    graphics.fill(marker);
                    graphics.setPaint(colors.rank(rank.colour()));
                    graphics.setStroke(new BasicStroke(2f));
                    graphics.draw(marker);
                })));
    }

    private void ring() {
        model.points().stream()
                .filter(Point::chosen)
                .findFirst()
                .ifPresent(point -> plot.addAnnotation(Mark.of((graphics, area, at) -> {
                    graphics.setPaint(tone);
                    graphics.setStroke(new BasicStroke(2.5f));
                    graphics.draw(new Ellipse2D.Double(
                            at.x(point.position()) - RING_RADIUS,
                            at.y(point.loss()) - RING_RADIUS,
                            2 * RING_RADIUS,
                            2 * RING_RADIUS));
                })));
    }
}
