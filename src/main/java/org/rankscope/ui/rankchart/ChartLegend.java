package org.rankscope.ui.rankchart;

import java.util.List;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.chart.NamedMark;
import org.rankscope.ui.theme.ChartColors;
import org.rankscope.ui.theme.RankMarkers;

/** The legend of a chart that leaves the window. */
final class ChartLegend {
    private static final double RADIUS = 4.5;

    private ChartLegend() {}

    static LegendTitle of(List<NamedMark> marks, ChartColors colors) {
        LegendItemCollection items = new LegendItemCollection();
        for (NamedMark mark : marks) {
            LegendItem item = new LegendItem(
                    mark.name(),
                    null,
                    null,
                    null,
                    RankMarkers.shape(mark.colour(), RADIUS),
                    colors.rank(mark.colour()));
            item.setLabelPaint(colors.muted());
            items.add(item);
        }
        LegendTitle legend = new LegendTitle(() -> items);
        legend.setPosition(RectangleEdge.BOTTOM);
        legend.setItemFont(ChartStyle.TEXT);
        legend.setFrame(BlockBorder.NONE);
        legend.setBackgroundPaint(colors.background());
        return legend;
    }
}
