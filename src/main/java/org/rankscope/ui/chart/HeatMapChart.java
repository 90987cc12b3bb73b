package org.rankscope.ui.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeriesCollection;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.SequentialPalette;

/**
 * Draws a {@link HeatMap}: cells with their numbers where there is room, the best of a group ringed, what is selected
 * framed. The end of the scale that is looked for takes the colour that stands out most from the background: dark on
 * light, bright on dark.
 */
public final class HeatMapChart {
    private static final double GAP = 1;
    /** Narrow cells have narrower gaps. */
    private static final double GAP_SHARE = 0.1;

    private static final double PADDING = 3;
    /** Height of the font's digits and capitals, as a share of its size. */
    private static final double CAPITALS = 0.711;

    private static final int SIGN_SLACK = 4;
    private static final float RING = 2f;
    /** Lower cells have a finer ring. */
    private static final double SMALL_CELL = 14;

    private final HeatMap map;
    private final ChartColors colors;

    private HeatMapChart(HeatMap map, ChartColors colors) {
        this.map = map;
        this.colors = colors;
    }

    public static JFreeChart of(HeatMap map, ChartColors colors) {
        return new HeatMapChart(map, colors).build();
    }

    /** Where a pointer finds the cells. */
    public static List<Hotspot> spots(HeatMap map) {
        return map.cells().stream()
                .map(cell -> new Hotspot(cell.column(), cell.row(), 0.5, 0.5, cell.pick(), cell.tip()))
                .toList();
    }

    private JFreeChart build() {
        NumberAxis columns = axis(map.columnTitle(), map.columns());
        NumberAxis rows = axis(map.rowTitle(), map.rows());
        XYPlot plot = new XYPlot(new XYSeriesCollection(), columns, rows, new XYLineAndShapeRenderer());
        plot.addAnnotation(Mark.of(this::paint));
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(plot, colors);
        plot.setRangeGridlinesVisible(false);
        columns.setLabelInsets(new RectangleInsets(-3, 0, 0, 0));
        columns.setTickLabelInsets(new RectangleInsets(2, 3, 2, 3));
        if (!map.isEmpty()) {
            chart.addSubtitle(new ScaleTitle(map.scale(), colors, this::fill));
        }
        return chart;
    }

    private static NumberAxis axis(String title, List<String> names) {
        SymbolAxis axis = new SymbolAxis(title, names.toArray(String[]::new));
        axis.setGridBandsVisible(false);
        axis.setRange(-0.5, names.size() - 0.5);
        return axis;
    }

    private Color fill(double share) {
        return SequentialPalette.at(colors.dark() == map.scale().lowStandsOut() ? 1 - share : share);
    }

    private void paint(Graphics2D graphics, Rectangle2D area, Mark.Pixels at) {
        graphics.setFont(ChartStyle.SMALL);
        for (HeatMap.Cell cell : map.cells()) {
            paint(cell, graphics, box(cell.column(), cell.row(), 1, 1, at));
        }
        graphics.setPaint(colors.selection());
        graphics.setStroke(new BasicStroke(RING));
        frame(map.selectedColumn(), true, at).ifPresent(graphics::draw);
        frame(map.selectedRow(), false, at).ifPresent(graphics::draw);
    }

    private Optional<Rectangle2D> frame(OptionalInt selected, boolean column, Mark.Pixels at) {
        if (selected.isEmpty()) {
            return Optional.empty();
        }
        int place = selected.getAsInt();
        Rectangle2D box = column
                ? box(place, 0, 1, map.rows().size(), at)
                : box(0, place, map.columns().size(), 1, at);
        return Optional.of(box);
    }

    private static Rectangle2D box(int column, int row, int width, int height, Mark.Pixels at) {
        double left = at.x(column - 0.5);
        double top = at.y(row + height - 0.5);
        double gapX = Math.min(GAP, (at.x(1) - at.x(0)) * GAP_SHARE);
        double gapY = Math.min(GAP, (at.y(0) - at.y(1)) * GAP_SHARE);
        return new Rectangle2D.Double(
                left + gapX,
                top + gapY,
                at.x(column + width - 0.5) - left - 2 * gapX,
                at.y(row - 0.5) - top - 2 * gapY);
    }

    private void paint(HeatMap.Cell cell, Graphics2D graphics, Rectangle2D box) {
        boolean known = Double.isFinite(cell.value());
        Color fill = known ? fill(map.scale().share(cell.value())) : colors.grid();
        Color ink = known ? SequentialPalette.inkOn(fill) : colors.text();
        graphics.setPaint(fill);
        graphics.fill(box);
        if (!known && cell.text().isEmpty()) {
            return;
        }
        graphics.setPaint(ink);
        if (!label(cell.text(), 0, graphics, box)
                && !label(cell.sign(), known ? 0 : SIGN_SLACK, graphics, box)
                && !known) {
            graphics.setStroke(ChartStyle.HAIRLINE);
            graphics.draw(new Line2D.Double(box.getMinX(), box.getMaxY(), box.getMaxX(), box.getMinY()));
        }
        if (cell.ringed()) {
            boolean small = box.getHeight() < SMALL_CELL;
            graphics.setStroke(new BasicStroke(small ? 1.2f : RING));
            double inset = small ? 1 : 1 + RING / 2;
            graphics.draw(new Rectangle2D.Double(
                    box.getX() + inset,
                    box.getY() + inset,
                    Math.max(1, box.getWidth() - 2 * inset),
                    Math.max(1, box.getHeight() - 2 * inset)));
        }
    }

    /**
     * Whether {@code text} is there and had room.
     *
     * @param slack pixels by which it may be higher than its cell: signs are lower than letters
     */
    private static boolean label(String text, int slack, Graphics2D graphics, Rectangle2D box) {
        FontMetrics metrics = graphics.getFontMetrics();
        double width = metrics.stringWidth(text);
        double height = CAPITALS * graphics.getFont().getSize2D();
        if (text.isEmpty() || width + 2 * PADDING > box.getWidth() || height + PADDING - slack > box.getHeight()) {
            return false;
        }
        graphics.drawString(text, (float) (box.getCenterX() - width / 2), (float) (box.getCenterY() + height / 2));
        return true;
    }
}
