package org.rankscope.ui.memory;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.renderer.category.LevelRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.study.MemoryForecast;
import org.rankscope.ui.theme.ChartColors;

/** Stacked bars of what was predicted, a level line over each for what was measured. */
final class MemoryChart {
    private static final double MIB = 1L << 20;
    private static final double GIB = 1L << 30;
    private static final double WIDEST_BAR = 0.08;
    /** Names may be as wide as bars with the gaps beside them. */
    private static final float LABEL_WIDTH = 1.5f;

    private static final int LETTERS_OF_A_RANK = 5;
    /** More names than these have no room side by side. */
    private static final int MOST_LEVEL_NAMES = 7;

    private static final BasicStroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, new float[] {5, 4}, 0);

    /** What is drawn as one part of a bar: small parts that follow the rank are put together. */
    enum Part {
        WEIGHTS("program, weights", forecast -> forecast.baseWeights() + forecast.runtime()),
        ACTIVATIONS("activations", MemoryForecast::activations),
        ADAPTER("adapter", forecast -> forecast.adapter() + forecast.gradients() + forecast.optimizer());

        private final String title;
        private final ToLongFunction<MemoryForecast> bytes;

        Part(String title, ToLongFunction<MemoryForecast> bytes) {
            this.title = title;
            this.bytes = bytes;
        }

        String title() {
            return title;
        }

        long bytes(MemoryForecast forecast) {
            return bytes.applyAsLong(forecast);
        }

        Color color(ChartColors colors) {
            return switch (this) {
                case WEIGHTS -> colors.memory().weights();
                case ACTIVATIONS -> colors.memory().activations();
                case ADAPTER -> colors.memory().adapter();
            };
        }
    }

    private MemoryChart() {}

    /** The unit that suits {@code bars}. */
    static String unit(List<MemoryBar> bars) {
        return divisor(bars) == GIB ? "GiB" : "MiB";
    }

    /** @param freeBytes drawn as a dashed line over the bars that pass it; empty where none does */
    static JFreeChart of(List<MemoryBar> bars, OptionalLong freeBytes, ChartColors colors) {
        double unit = divisor(bars);
        DefaultCategoryDataset predicted = new DefaultCategoryDataset();
        DefaultCategoryDataset measured = new DefaultCategoryDataset();
        for (MemoryBar bar : bars) {
            for (Part part : Part.values()) {
                predicted.addValue(
                        bar.predicted()
                                .map(forecast -> part.bytes(forecast) / unit)
                                .orElse(null),
                        part,
                        bar.name());
            }
            measured.addValue(bar.measuredBytes() > 0 ? bar.measuredBytes() / unit : null, "measured", bar.name());
        }
        StackedBarRenderer stack = new StackedBarRenderer();
        stack.setBarPainter(new StandardBarPainter());
        stack.setShadowVisible(false);
        stack.setMaximumBarWidth(WIDEST_BAR);
        for (Part part : Part.values()) {
            stack.setSeriesPaint(part.ordinal(), part.color(colors));
        }
        LevelRenderer level = new LevelRenderer();
        level.setMaximumItemWidth(WIDEST_BAR * 1.15);
        level.setSeriesPaint(0, colors.memory().measured());
        level.setSeriesStroke(0, new BasicStroke(2.5f));

        CategoryAxis ranks = new CategoryAxis();
        ranks.setLowerMargin(0.02);
        ranks.setUpperMargin(0.02);
        ranks.setCategoryMargin(0.3);
        ranks.setMaximumCategoryLabelWidthRatio(LABEL_WIDTH);
        NumberAxis memory = new NumberAxis();
        memory.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
        memory.setUpperMargin(0.12);
        if (bars.isEmpty()) {
            memory.setRange(0, 1);
            memory.setTickLabelsVisible(false);
        }
        CategoryPlot plot = new CategoryPlot(predicted, ranks, memory, stack);
        plot.setDataset(1, measured);
        plot.setRenderer(1, level);
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.setRangeGridlinePaint(colors.grid());
        plot.setRangeGridlineStroke(ChartStyle.HAIRLINE);
        freeBytes.ifPresent(free -> plot.addRangeMarker(
                new ValueMarker(free / unit, colors.memory().measured(), DASHED), Layer.FOREGROUND));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(ranks, colors);
        if (bars.stream().anyMatch(bar -> bar.name().length() > LETTERS_OF_A_RANK)) {
            ranks.setTickLabelFont(ChartStyle.SMALL);
            ranks.setTickLabelInsets(RectangleInsets.ZERO_INSETS);
            if (bars.size() > MOST_LEVEL_NAMES) {
                ranks.setCategoryLabelPositions(CategoryLabelPositions.createUpRotationLabelPositions(Math.PI / 6));
            }
        }
        ChartStyle.dress(memory, colors);
        return chart;
    }

    private static double divisor(List<MemoryBar> bars) {
        long most = bars.stream()
                .mapToLong(bar -> Math.max(
                        bar.measuredBytes(),
                        bar.predicted().map(MemoryForecast::total).orElse(0L)))
                .max()
                .orElse(0);
        return most >= GIB ? GIB : MIB;
    }
}
