package org.rankscope.ui.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/** Something drawn over a plot at a size in pixels and a place in data. */
public final class Mark extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;

    private final transient Painter painter;

    private Mark(Painter painter) {
        this.painter = painter;
    }

    /** Draws on the plot; {@code at} turns data into pixels. */
    @FunctionalInterface
    public interface Painter {
        void paint(Graphics2D graphics, Rectangle2D area, Pixels at);
    }

    /** Data to pixels. */
    public interface Pixels {
        double x(double value);

        double y(double value);
    }

    public static Mark of(Painter painter) {
        return new Mark(painter);
    }

    @Override
    public void draw(
            Graphics2D graphics,
            XYPlot plot,
            Rectangle2D area,
            ValueAxis domain,
            ValueAxis range,
            int rendererIndex,
            PlotRenderingInfo info) {
        painter.paint(graphics, area, new Pixels() {
            @Override
            public double x(double value) {
                return domain.valueToJava2D(value, area, plot.getDomainAxisEdge());
            }

            @Override
            public double y(double value) {
                return range.valueToJava2D(value, area, plot.getRangeAxisEdge());
            }
        });
    }
}
