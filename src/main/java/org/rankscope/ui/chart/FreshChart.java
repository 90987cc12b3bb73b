package org.rankscope.ui.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.Plot;

/**
 * A chart that trusts nothing of the drawing before it. {@code ChartCanvas} restores the canvas to its default font,
 * paint and stroke after every drawing while its {@code Graphics2D} still remembers the last ones, and so ignores a
 * request for the same ones at the start of the next drawing: text would come out in the default font.
 */
final class FreshChart extends JFreeChart {
    private static final long serialVersionUID = 1L;
    private static final Font NEVER_USED = new Font(Font.MONOSPACED, Font.ITALIC, 7);
    private static final Color NEVER_USED_EITHER = new Color(1, 2, 3);

    FreshChart(Font font, Plot plot) {
        super(null, font, plot, false);
    }

    @Override
    public void draw(Graphics2D graphics, Rectangle2D area, Point2D anchor, ChartRenderingInfo info) {
        graphics.setFont(NEVER_USED);
        graphics.setPaint(NEVER_USED_EITHER);
        graphics.setStroke(new BasicStroke(0.123f));
        super.draw(graphics, area, anchor, info);
    }
}
