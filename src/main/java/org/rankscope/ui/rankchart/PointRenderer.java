package org.rankscope.ui.rankchart;

import java.awt.BasicStroke;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.Stroke;
import java.util.List;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.rankchart.RankChartModel.Point;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.RankMarkers;

/** Points with the colour and the marker of their rank, the selected one larger, and error bars in the same colour. */
final class PointRenderer extends XYErrorRenderer {
    private static final long serialVersionUID = 1L;
    private static final double SELECTED_RADIUS = 7.5;
    /** Smaller where points lie on each other. */
    private static final double SHARE_WHERE_MANY = 0.85;

    private final transient List<Point> points;
    private final transient ChartColors colors;
    private final double size;

    /** @param apart whether points lie on each other, so that each needs an edge */
    PointRenderer(List<Point> points, boolean apart, ChartColors colors) {
        this.points = points;
        this.colors = colors;
        size = apart ? SHARE_WHERE_MANY : 1;
        setDrawXError(false);
        setCapLength(6);
        setErrorStroke(new BasicStroke(1.4f));
        setDefaultLinesVisible(false);
        setDefaultShapesVisible(true);
        setDrawOutlines(apart);
        setUseOutlinePaint(apart);
        setDefaultOutlinePaint(colors.background());
    }

    @Override
    public Paint getItemPaint(int series, int item) {
        return colors.rank(points.get(item).colour());
    }

    @Override
    public Shape getItemShape(int series, int item) {
        Point point = points.get(item);
        return RankMarkers.shape(point.colour(), size * (point.selected() ? SELECTED_RADIUS : RankChart.MARKER_RADIUS));
    }

    @Override
    public Stroke getItemStroke(int series, int item) {
        return ChartStyle.HAIRLINE;
    }
}
