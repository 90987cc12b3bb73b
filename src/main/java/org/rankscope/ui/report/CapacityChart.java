package org.rankscope.ui.report;

import java.util.Collections;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.text.Quantities;
import org.rankscope.ui.theme.ChartColors;

/** Parameters of the adapter at each rank, against a line for how much there is to learn from. */
final class CapacityChart {
    private CapacityChart() {}

    /** @param items that count in the loss, in one pass over the training rows */
    static JFreeChart of(Map<Integer, Long> parameters, long items, ChartColors colors) {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        parameters.forEach((rank, count) -> data.addValue(count, "parameters", "r " + rank));
        double least = Math.min(Collections.min(parameters.values()), Math.max(1, items));
        double most = Math.max(Collections.max(parameters.values()), items);
        LogAxis numbers = new LogAxis();
        numbers.setBase(10);
        numbers.setRange(least / 4, most * 6);
        // Each bar says its number.
        numbers.setTickLabelsVisible(false);
        BarRenderer bars = new BarRenderer();
        bars.setBase(least / 4);
        bars.setIncludeBaseInRange(false);
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setMaximumBarWidth(0.08);
        bars.setSeriesPaint(0, colors.memory().adapter());
        bars.setDefaultItemLabelGenerator(new CountLabels());
        bars.setDefaultItemLabelsVisible(true);
        bars.setDefaultItemLabelFont(ChartStyle.SMALL);
        bars.setDefaultItemLabelPaint(colors.muted());
        CategoryAxis ranks = new CategoryAxis();
        ranks.setLowerMargin(0.03);
        ranks.setUpperMargin(0.03);
        CategoryPlot plot = new CategoryPlot(data, ranks, numbers, bars);
        ValueMarker line = new ValueMarker(Math.max(1, items), colors.text(), ChartStyle.DASHED);
        plot.addRangeMarker(line, Layer.FOREGROUND);
        plot.setRangeGridlinePaint(colors.grid());
        plot.setRangeGridlineStroke(ChartStyle.HAIRLINE);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(ranks, colors);
        ChartStyle.dress(numbers, colors);
        return chart;
    }

    /** Parameters as people say them: {@code 81.9 k}. */
    private static final class CountLabels extends StandardCategoryItemLabelGenerator {
        private static final long serialVersionUID = 1L;

        @Override
        public String generateLabel(CategoryDataset dataset, int row, int column) {
            return Quantities.count(dataset.getValue(row, column).longValue());
        }
    }
}
