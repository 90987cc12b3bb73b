package org.rankscope.ui.rankchart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.chart.Labels;
import org.rankscope.ui.chart.Mark;
import org.rankscope.ui.chart.PlacesAxis;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.RankMarkers;

/** Draws a {@link RankChartModel}. */
final class RankChart {
    private static final double MARKER_RADIUS = 5.5;
    private static final double SELECTED_RADIUS = 7.5;
    private static final double RING_RADIUS = 12;
    /** Memory and time are shown over at least this share of the most, for small differences to look small. */
    private static final double LEAST_SPAN = 0.4;
    private static final int PARTS_OF_SEGMENT = 24;
    private static final int CURVE = 1;
    private static final int POINTS = 0;
    private static final int OTHERS = 2;

    private final RankChartModel model;
    private final ChartColors colors;
    private final XYPlot plot = new XYPlot();

    private RankChart(RankChartModel model, ChartColors colors) {
        this.model = model;
        this.colors = colors;
    }

    static JFreeChart of(RankChartModel model, ChartColors colors) {
        return new RankChart(model, colors).build();
    }

    private JFreeChart build() {
        axes();
        others();
        curve();
        points();
        band();
        base();
        tied();
        running();
        ringAndLabels();
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(plot, colors);
        return chart;
    }

    private void axes() {
        if (model.places().isEmpty()) {
            NumberAxis numbers = new NumberAxis(model.axisLabel());
            numbers.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
            double least = model.points().stream().mapToDouble(Point::position).min().orElse(0);
            double most = model.points().stream().mapToDouble(Point::position).max().orElse(1);
            double margin = Math.max((most - least) * 0.08, (most * LEAST_SPAN - (most - least)) / 2);
            numbers.setRange(least - margin, most + margin);
            plot.setDomainAxis(numbers);
        } else {
            plot.setDomainAxis(new PlacesAxis(model.axisLabel(), model.places().stream()
                    .map(place -> new PlacesAxis.Place(place.position(), place.name())).toList()));
        }
        NumberAxis loss = new NumberAxis("validation loss");
        loss.setRange(model.low(), model.high());
        int decimals = model.high() - model.low() < 0.05 ? 3 : 2;
        loss.setNumberFormatOverride(
                new DecimalFormat("0." + "0".repeat(decimals), DecimalFormatSymbols.getInstance(Locale.ROOT)));
        loss.setTickLabelsVisible(Double.isFinite(model.base()) || !model.points().isEmpty());
        plot.setRangeAxis(loss);
    }

    private void others() {
        Map<Double, XYSeries> byRate = new TreeMap<>();
        model.others().forEach(other -> byRate.computeIfAbsent(other.learningRate(), rate -> new XYSeries("rate " + rate))
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

    private void curve() {
        XYSeries line = new XYSeries("curve");
        model.points().forEach(point -> line.add(point.position(), point.loss()));
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        renderer.setSeriesPaint(0, colors.curve());
        renderer.setSeriesStroke(0, new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        plot.setDataset(CURVE, new XYSeriesCollection(line));
        plot.setRenderer(CURVE, renderer);
    }

    private void points() {
        XYIntervalSeries series = new XYIntervalSeries("ranks");
        List<Point> points = model.points();
        for (Point point : points) {
            double bar = Double.isNaN(point.standardError()) ? 0 : point.standardError();
            series.add(point.position(), point.position(), point.position(), point.loss(), point.loss() - bar, point.loss() + bar);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series);
        plot.setDataset(POINTS, data);
        plot.setRenderer(POINTS, new PointRenderer(points, colors));
    }

    private void band() {
        model.band().ifPresent(band -> {
            IntervalMarker marker = new IntervalMarker(band.low(), band.high(), ChartColors.veil(tone()));
            plot.addRangeMarker(marker, Layer.BACKGROUND);
        });
    }

    /** The colour of the verdict card. */
    private Color tone() {
        return model.verdict().map(kind -> switch (kind) {
            case CHOOSE -> colors.good();
            case FLAT -> colors.info();
            case EXTEND, NOISY -> colors.warn();
        }).orElse(colors.muted());
    }

    private void base() {
        if (model.base() >= model.low() && model.base() <= model.high()) {
            plot.addAnnotation(Mark.of((graphics, area, at) -> {
                graphics.setPaint(colors.muted());
                graphics.setStroke(ChartStyle.DOTTED);
                graphics.draw(new Line2D.Double(area.getMinX(), at.y(model.base()), area.getMaxX(), at.y(model.base())));
            }));
        }
    }

    private void tied() {
        model.tied().ifPresent(tied -> plot.addAnnotation(Mark.of((graphics, area, at) -> {
            double lowest = model.points().stream()
                    .filter(point -> point.position() >= tied.from() && point.position() <= tied.to())
                    .mapToDouble(point -> at.y(point.loss() - (Double.isNaN(point.standardError()) ? 0 : point.standardError())))
                    .max().orElse(area.getMaxY());
            double y = Math.min(lowest + 22, area.getMaxY() - 20);
            double from = at.x(tied.from());
            double to = at.x(tied.to());
            graphics.setPaint(colors.muted());
            graphics.setStroke(ChartStyle.HAIRLINE);
            graphics.draw(new Line2D.Double(from, y, to, y));
            graphics.draw(new Line2D.Double(from, y - 5, from, y));
            graphics.draw(new Line2D.Double(to, y - 5, to, y));
            graphics.setFont(ChartStyle.TEXT);
            String text = "cannot be told apart";
            double width = graphics.getFontMetrics().stringWidth(text);
            graphics.drawString(text, (float) ((from + to - width) / 2), (float) y + 15);
        })));
    }

    private void running() {
        model.running().ifPresent(rank -> plot.addAnnotation(Mark.of((graphics, area, at) -> {
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

    private void ringAndLabels() {
        Labels labels = new Labels();
        Color choice = tone();
        for (Point point : model.points()) {
            labels.keepFree(point.position(), point.loss(), point.chosen() ? RING_RADIUS : MARKER_RADIUS);
            if (!Double.isNaN(point.standardError())) {
                labels.keepFree(point.position(), point.loss() - point.standardError(), MARKER_RADIUS);
                labels.keepFree(point.position(), point.loss() + point.standardError(), MARKER_RADIUS);
            }
            if (point.chosen()) {
                plot.addAnnotation(Mark.of((graphics, area, at) -> {
                    graphics.setPaint(choice);
                    graphics.setStroke(new BasicStroke(2.5f));
                    graphics.draw(new Ellipse2D.Double(at.x(point.position()) - RING_RADIUS, at.y(point.loss()) - RING_RADIUS,
                            2 * RING_RADIUS, 2 * RING_RADIUS));
                }));
                labels.add(point.position(), point.loss(), "r = " + point.rank(), ChartStyle.STRONG, choice, RING_RADIUS + 4,
                        Labels.Side.ABOVE_RIGHT, Labels.Side.ABOVE, Labels.Side.RIGHT, Labels.Side.ABOVE_LEFT);
            }
        }
        keepCurveFree(labels);
        double left = plot.getDomainAxis().getLowerBound();
        double right = plot.getDomainAxis().getUpperBound();
        model.running().ifPresent(rank -> {
            boolean above = rank.loss() > model.high();
            labels.add(rank.position(), Math.max(model.low(), Math.min(model.high(), rank.loss())),
                    above ? "running, " + String.format(Locale.ROOT, "%.2f", rank.loss()) + " so far" : "running",
                    ChartStyle.TEXT, colors.muted(), 12, above ? Labels.Side.BELOW : Labels.Side.ABOVE, Labels.Side.BELOW,
                    Labels.Side.LEFT, Labels.Side.RIGHT);
        });
        if (Double.isFinite(model.base())) {
            boolean shown = model.base() <= model.high() && model.base() >= model.low();
            String text = String.format(Locale.ROOT, "base model %.3f%s", model.base(), shown ? "" : " (off the scale)");
            double y = shown ? model.base() : model.high();
            labels.add(text, ChartStyle.TEXT, colors.muted(), 4, new Labels.Place(right, y, Labels.Side.BELOW_LEFT),
                    new Labels.Place((left + right) / 2, y, Labels.Side.BELOW),
                    new Labels.Place(right, y, Labels.Side.ABOVE_LEFT), new Labels.Place(left, y, Labels.Side.BELOW_RIGHT));
        }
        model.band().ifPresent(band -> labels.add(band.name(), ChartStyle.TEXT, choice, 6,
                new Labels.Place(left, band.high(), Labels.Side.ABOVE_RIGHT),
                new Labels.Place(left, band.low(), Labels.Side.BELOW_RIGHT),
                new Labels.Place(right, band.high(), Labels.Side.ABOVE_LEFT),
                new Labels.Place(right, band.low(), Labels.Side.BELOW_LEFT),
                new Labels.Place(left, band.high(), Labels.Side.BELOW_RIGHT),
                new Labels.Place((left + right) / 2, band.high(), Labels.Side.ABOVE)));
        if (model.axis() != CostAxis.RANK) {
            for (Point point : model.points()) {
                if (!point.chosen()) {
                    labels.add(point.position(), point.loss(), "r " + point.rank(), ChartStyle.TEXT, colors.muted(), 9,
                            Labels.Side.ABOVE_RIGHT, Labels.Side.ABOVE, Labels.Side.BELOW, Labels.Side.LEFT);
                }
            }
        }
        plot.addAnnotation(Mark.of(labels));
    }

    private void keepCurveFree(Labels labels) {
        for (int i = 1; i < model.points().size(); i++) {
            Point from = model.points().get(i - 1);
            Point to = model.points().get(i);
            for (int part = 1; part < PARTS_OF_SEGMENT; part++) {
                double share = part / (double) PARTS_OF_SEGMENT;
                labels.keepFree(from.position() + share * (to.position() - from.position()),
                        from.loss() + share * (to.loss() - from.loss()), 2);
            }
        }
    }

    /** Points with the colour and the marker of their rank, and error bars that stay behind them. */
    private static final class PointRenderer extends XYErrorRenderer {
        private static final long serialVersionUID = 1L;

        private final transient List<Point> points;
        private final transient ChartColors colors;

        PointRenderer(List<Point> points, ChartColors colors) {
            this.points = points;
            this.colors = colors;
            setDrawXError(false);
            setCapLength(6);
            setErrorStroke(new BasicStroke(1.4f));
            setDefaultLinesVisible(false);
            setDefaultShapesVisible(true);
        }

        @Override
        public Paint getItemPaint(int series, int item) {
            return colors.rank(points.get(item).colour());
        }

        @Override
        public Shape getItemShape(int series, int item) {
            Point point = points.get(item);
            return RankMarkers.shape(point.colour(), point.selected() ? SELECTED_RADIUS : MARKER_RADIUS);
        }

        @Override
        public Stroke getItemStroke(int series, int item) {
            return ChartStyle.HAIRLINE;
        }
    }
}
