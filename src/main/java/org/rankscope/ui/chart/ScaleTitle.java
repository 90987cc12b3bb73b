package org.rankscope.ui.chart;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.title.Title;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.Size2D;
import org.rankscope.ui.theme.ChartColors;

/** The scale of a heat map: a thin bar at its right, with the amounts at both ends and in the middle. */
final class ScaleTitle extends Title {
    private static final long serialVersionUID = 1L;
    private static final double BAR = 8;
    private static final double LEFT = 8;
    private static final double TEXT_GAP = 4;
    private static final double WIDTH = 58;
    private static final int STEPS = 64;
    /** Room for the axis below the map. */
    private static final double BELOW = 28;

    private static final double ROOM_FOR_THREE = 42;

    private final transient HeatMap.Scale scale;
    private final transient ChartColors colors;
    private final transient DoubleFunction<Color> fill;

    ScaleTitle(HeatMap.Scale scale, ChartColors colors, DoubleFunction<Color> fill) {
        this.scale = scale;
        this.colors = colors;
        this.fill = fill;
        setPosition(RectangleEdge.RIGHT);
    }

    @Override
    public Size2D arrange(Graphics2D graphics, RectangleConstraint constraint) {
        return new Size2D(
                WIDTH,
                constraint.getHeightRange() == null
                        ? 60
                        : constraint.getHeightRange().getUpperBound());
    }

    @Override
    public void draw(Graphics2D graphics, Rectangle2D area) {
        draw(graphics, area, null);
    }

    @Override
    public Object draw(Graphics2D graphics, Rectangle2D area, Object params) {
        double left = area.getX() + LEFT;
        double height = area.getHeight() - BELOW;
        for (int step = 0; step < STEPS; step++) {
            graphics.setPaint(fill.apply(step / (STEPS - 1.0)));
            double top = area.getY() + height * (STEPS - 1 - step) / STEPS;
            graphics.fill(new Rectangle2D.Double(left, top, BAR, height / STEPS + 0.6));
        }
        graphics.setFont(ChartStyle.SMALL);
        graphics.setPaint(colors.muted());
        FontMetrics metrics = graphics.getFontMetrics();
        float x = (float) (left + BAR + TEXT_GAP);
        float top = (float) area.getY() + metrics.getAscent() - 2;
        float bottom = (float) (area.getY() + height);
        graphics.drawString(text(1), x, top);
        graphics.drawString(text(0), x, bottom);
        if (height >= ROOM_FOR_THREE) {
            graphics.drawString(text(0.5), x, (top + bottom) / 2);
        }
        return null;
    }

    private String text(double share) {
        return String.format(Locale.ROOT, scale.format(), scale.at(share));
    }
}
