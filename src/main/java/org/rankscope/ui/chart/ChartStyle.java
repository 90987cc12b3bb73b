package org.rankscope.ui.chart;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Stroke;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.Fonts;

/** The look of every chart: few pale horizontal lines, no frame, texts in the window's font. */
public final class ChartStyle {
    /** Axis texts and labels. */
    public static final Font TEXT = new Font(Fonts.FAMILY, Font.PLAIN, 12);
    /** Numbers in the cells of a map. */
    public static final Font SMALL = new Font(Fonts.FAMILY, Font.PLAIN, 11);
    /** Labels that carry the answer. */
    public static final Font STRONG = new Font(Fonts.FAMILY, Font.BOLD, 13);

    public static final Stroke HAIRLINE = new BasicStroke(1f);
    public static final Stroke DASHED =
            new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {6f, 4f}, 0f);
    public static final Stroke DOTTED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {2f, 4f}, 0f);

    private ChartStyle() {}

    /** A chart that shows {@code plot} alone. */
    public static JFreeChart chart(Plot plot, ChartColors colors) {
        JFreeChart chart = new FreshChart(TEXT, plot);
        chart.setBackgroundPaint(colors.background());
        chart.setPadding(new RectangleInsets(10, 8, 4, 12));
        plot.setBackgroundPaint(colors.background());
        plot.setOutlineVisible(false);
        plot.setInsets(new RectangleInsets(0, 0, 0, 0));
        plot.setNoDataMessageFont(TEXT);
        plot.setNoDataMessagePaint(colors.muted());
        return chart;
    }

    /** Grid and axes of an x-y plot. */
    public static void dress(XYPlot plot, ChartColors colors) {
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(colors.grid());
        plot.setRangeGridlineStroke(HAIRLINE);
        plot.setRangeZeroBaselineVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        dress(plot.getDomainAxis(), colors);
        dress(plot.getRangeAxis(), colors);
    }

    public static void dress(Axis axis, ChartColors colors) {
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setTickLabelFont(TEXT);
        axis.setTickLabelPaint(colors.muted());
        axis.setLabelFont(TEXT);
        axis.setLabelPaint(colors.muted());
        axis.setTickLabelInsets(new RectangleInsets(4, 6, 4, 6));
        axis.setLabelInsets(new RectangleInsets(0, 2, 0, 2));
    }
}
