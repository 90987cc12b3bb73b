package org.rankscope.ui.curves;

import java.awt.BasicStroke;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.chart.Labels;
import org.rankscope.ui.chart.Mark;
import org.rankscope.ui.theme.ChartColors;

/** Draws learning curves; the last curve drawn is the selected one. */
final class CurvesChart {
    private static final double ROOM_FOR_LABELS = 0.07;
    /** Names of methods are longer than ranks. */
    private static final double ROOM_FOR_NAMES = 0.2;

    private static final double ROOM_FOR_MARKS = 0.03;
    private static final int LETTERS_OF_A_RANK = 5;
    /** Before this share of the steps all curves lie on each other. */
    private static final double LEAST_SHARE_FOR_LABEL = 0.15;
    /** A curve that ended before this share failed, and its end lies among the others. */
    private static final double ALMOST_ALL = 0.95;

    private static final double LINE_RADIUS = 1.5;
    private static final Labels.Side[] AT_THE_END = {Labels.Side.RIGHT};
    /** A name gives way a little, to its own side of the curve that is in its way. */
    private static final Labels.Side[] NAME_AT_THE_END = {
        Labels.Side.RIGHT, Labels.Side.ABOVE_RIGHT, Labels.Side.BELOW_RIGHT
    };
    /** The label of a curve that is still being drawn keeps clear of those that went on. */
    private static final Labels.Side[] ON_THE_WAY = {
        Labels.Side.RIGHT, Labels.Side.ABOVE_RIGHT, Labels.Side.ABOVE, Labels.Side.BELOW_RIGHT, Labels.Side.BELOW
    };

    private CurvesChart() {}

    /** @param marked whether curves are named in a legend by their marks, for names beside so many have no room */
    static JFreeChart of(List<RankCurve> curves, int totalSteps, boolean marked, ChartColors colors) {
        List<RankCurve> ordered = curves.stream()
                .sorted(Comparator.comparing(RankCurve::selected))
                .toList();
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        boolean anySelected = curves.stream().anyMatch(RankCurve::selected);
        for (RankCurve curve : ordered) {
            XYSeries series = new XYSeries(data.getSeriesCount());
            curve.samples().forEach(sample -> series.add(sample.step(), sample.loss()));
            renderer.setSeriesPaint(data.getSeriesCount(), colors.rank(curve.colour()));
            renderer.setSeriesStroke(
                    data.getSeriesCount(),
                    new BasicStroke(
                            curve.selected() ? 3f : anySelected ? 1.1f : 1.5f,
                            BasicStroke.CAP_ROUND,
                            BasicStroke.JOIN_ROUND,
                            1f,
                            curve.variant().isReference() ? new float[] {6f, 5f} : null,
                            0f));
            data.addSeries(series);
        }
        NumberAxis steps = new NumberAxis("step");
        steps.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
        steps.setRange(0, totalSteps * (1 + (marked ? ROOM_FOR_MARKS : room(curves))));
        NumberAxis loss = new NumberAxis();
        loss.setStandardTickUnits(lossUnits());
        if (!curves.isEmpty()) {
            loss.setRange(CurvesRange.of(curves, totalSteps));
        } else {
            loss.setRange(0, 1);
            loss.setTickLabelsVisible(false);
            steps.setTickLabelsVisible(false);
            steps.setLabel(null);
        }
        XYPlot plot = new XYPlot(data, steps, loss, renderer);
        plot.addAnnotation(
                Mark.of(marked ? new CurveMarks(curves, totalSteps, colors) : labels(curves, totalSteps, colors)));
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(plot, colors);
        steps.setLabelInsets(new RectangleInsets(-2, 0, 0, 0));
        return chart;
    }

    /** Steps of 1, 2 and 5 times a power of ten, each with as many decimals as tell its neighbours apart. */
    private static TickUnits lossUnits() {
        TickUnits units = new TickUnits();
        for (int power = -6; power <= 3; power++) {
            String pattern = power >= 0 ? "0" : "0." + "0".repeat(-power);
            for (int times : new int[] {1, 2, 5}) {
                units.add(new NumberTickUnit(
                        BigDecimal.valueOf(times, -power).doubleValue(),
                        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT))));
            }
        }
        return units;
    }

    private static double room(List<RankCurve> curves) {
        return areNames(curves) ? ROOM_FOR_NAMES : ROOM_FOR_LABELS;
    }

    private static boolean areNames(List<RankCurve> curves) {
        return curves.stream().anyMatch(curve -> curve.label().length() > LETTERS_OF_A_RANK);
    }

    private static Stream<RankCurve> last(List<RankCurve> curves) {
        return curves.stream().skip(Math.max(0, curves.size() - 1));
    }

    /** The selected curve's label first, then the chosen one's, the smallest and the largest rank's, then what finds room. */
    private static Labels labels(List<RankCurve> ordered, int totalSteps, ChartColors colors) {
        Labels labels = new Labels();
        ordered.forEach(curve -> labels.keepFree(
                curve.samples().stream()
                        .map(sample -> new double[] {sample.step(), sample.loss()})
                        .toList(),
                LINE_RADIUS));
        Stream.of(
                        ordered.stream().filter(RankCurve::selected),
                        ordered.stream().filter(RankCurve::chosen),
                        ordered.stream().limit(1),
                        last(ordered),
                        ordered.stream())
                .flatMap(part -> part)
                .distinct()
                .filter(curve ->
                        curve.last().step() >= totalSteps * (curve.running() ? LEAST_SHARE_FOR_LABEL : ALMOST_ALL))
                .forEach(curve -> labels.add(
                        curve.last().step(),
                        curve.last().loss(),
                        curve.label(),
                        ChartStyle.TEXT,
                        curve.selected() ? colors.text() : colors.muted(),
                        5,
                        curve.last().step() < totalSteps * ALMOST_ALL
                                ? ON_THE_WAY
                                : areNames(ordered) ? NAME_AT_THE_END : AT_THE_END));
        return labels;
    }
}
