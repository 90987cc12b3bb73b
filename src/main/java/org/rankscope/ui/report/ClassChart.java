package org.rankscope.ui.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.theme.ChartColors;

/** How often each class occurs, the most frequent first; their names stand beside the bars while there is room for them. */
final class ClassChart {
    /** More bars are drawn without their names. */
    private static final int MOST_NAMED = 14;

    private static final int LONGEST_NAME = 22;

    private ClassChart() {}

    static JFreeChart of(Map<String, Long> classes, ChartColors colors) {
        boolean named = classes.size() <= MOST_NAMED;
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        for (Map.Entry<String, Long> entry : mostFirst(classes)) {
            data.addValue(entry.getValue(), "rows", new Name(entry.getKey()));
        }
        BarRenderer bars = new BarRenderer();
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setSeriesPaint(0, colors.memory().activations());
        bars.setMaximumBarWidth(0.2);
        CategoryAxis names = new CategoryAxis();
        names.setTickLabelsVisible(named);
        names.setLowerMargin(0.01);
        names.setUpperMargin(0.01);
        names.setCategoryMargin(named ? 0.3 : 0.15);
        NumberAxis rows = new NumberAxis(named ? null : "rows");
        rows.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
        CategoryPlot plot = new CategoryPlot(data, names, rows, bars);
        plot.setOrientation(named ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setRangeGridlinePaint(colors.grid());
        plot.setRangeGridlineStroke(ChartStyle.HAIRLINE);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(names, colors);
        ChartStyle.dress(rows, colors);
        return chart;
    }

    /** {@code 77, from 187 rows down to 35}. */
    static String sentence(Map<String, Long> classes) {
        List<Map.Entry<String, Long>> sorted = mostFirst(classes);
        return String.format(
                Locale.ROOT,
                "%,d, from %,d rows down to %,d",
                classes.size(),
                sorted.get(0).getValue(),
                sorted.get(sorted.size() - 1).getValue());
    }

    /** Every class with its rows, the most frequent first. */
    static String spoken(Map<String, Long> classes) {
        return mostFirst(classes).stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static List<Map.Entry<String, Long>> mostFirst(Map<String, Long> classes) {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(classes.entrySet());
        sorted.sort(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()));
        return sorted;
    }

    /** A name that is cut where it is long, and still differs from others that begin alike. */
    private record Name(String whole) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            return whole.compareTo(other.whole);
        }

        @Override
        public String toString() {
            return whole.length() <= LONGEST_NAME ? whole : whole.substring(0, LONGEST_NAME - 1) + "…";
        }
    }
}
