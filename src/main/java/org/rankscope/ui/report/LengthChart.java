package org.rankscope.ui.report;

import java.awt.Color;
import java.awt.Paint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.rankscope.data.DataReport.LengthReport;
import org.rankscope.ui.chart.ChartStyle;
import org.rankscope.ui.chart.Hotspot;
import org.rankscope.ui.theme.ChartColors;

/** How many rows have which length, with a line where they are cut: what lies beyond it is in another colour. */
final class LengthChart {
    private LengthChart() {}

    static JFreeChart of(LengthReport lengths, int sequenceLength, ChartColors colors) {
        XYIntervalSeries rows = new XYIntervalSeries("rows");
        for (int i = 0; i < lengths.histogram().length; i++) {
            double from = (double) i * lengths.binWidth();
            double to = from + lengths.binWidth();
            int count = lengths.histogram()[i];
            rows.add((from + to) / 2, from, to, count, 0, count);
        }
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(rows);
        Bars bars = new Bars(
                lengths.binWidth(),
                sequenceLength,
                colors.memory().activations(),
                colors.memory().adapter());
        bars.setBarPainter(new StandardXYBarPainter());
        bars.setShadowVisible(false);
        bars.setMargin(0.08);
        NumberAxis tokens = new NumberAxis("tokens of a row");
        tokens.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
        tokens.setRange(0, 1.04 * Math.max(longest(lengths), Math.min(sequenceLength, 2L * longest(lengths))));
        NumberAxis counts = new NumberAxis("rows");
        counts.setStandardTickUnits(NumberAxis.createIntegerTickUnits(Locale.ROOT));
        counts.setUpperMargin(0.2);
        XYPlot plot = new XYPlot(data, tokens, counts, bars);
        if (sequenceLength <= tokens.getUpperBound()) {
            plot.addDomainMarker(cut(lengths, sequenceLength, tokens, colors), Layer.FOREGROUND);
        }
        JFreeChart chart = ChartStyle.chart(plot, colors);
        ChartStyle.dress(plot, colors);
        return chart;
    }

    private static ValueMarker cut(LengthReport lengths, int sequenceLength, NumberAxis tokens, ChartColors colors) {
        ValueMarker cut = new ValueMarker(sequenceLength, colors.text(), ChartStyle.DASHED);
        cut.setLabel(sentence(lengths, sequenceLength));
        cut.setLabelFont(ChartStyle.TEXT);
        cut.setLabelPaint(colors.text());
        cut.setLabelBackgroundColor(new Color(0, true));
        cut.setLabelOffset(new RectangleInsets(2, 6, 2, 6));
        boolean room = sequenceLength < tokens.getUpperBound() / 2;
        cut.setLabelAnchor(room ? RectangleAnchor.TOP_RIGHT : RectangleAnchor.TOP_LEFT);
        cut.setLabelTextAnchor(room ? TextAnchor.TOP_LEFT : TextAnchor.TOP_RIGHT);
        return cut;
    }

    /** What the sequence length does to the rows, in a few words. */
    static String sentence(LengthReport lengths, int sequenceLength) {
        double percent = 100 * lengths.truncatedShare();
        return percent == 0
                ? String.format(Locale.ROOT, "none is cut at %,d", sequenceLength)
                : String.format(
                        Locale.ROOT,
                        percent < 1 ? "%.1f %% cut at %,d" : "%.0f %% cut at %,d",
                        percent,
                        sequenceLength);
    }

    static List<Hotspot> hotspots(LengthReport lengths) {
        List<Hotspot> spots = new ArrayList<>();
        for (int i = 0; i < lengths.histogram().length; i++) {
            int from = i * lengths.binWidth();
            int count = lengths.histogram()[i];
            spots.add(new Hotspot(
                    from + lengths.binWidth() / 2.0,
                    count / 2.0,
                    lengths.binWidth() / 2.0,
                    count / 2.0,
                    Optional.empty(),
                    String.format(
                            Locale.ROOT,
                            "%,d to %,d tokens: %,d %s",
                            from + 1,
                            from + lengths.binWidth(),
                            count,
                            count == 1 ? "row" : "rows")));
        }
        return spots;
    }

    private static long longest(LengthReport lengths) {
        return (long) lengths.histogram().length * lengths.binWidth();
    }

    /** Bars that begin beyond the cut have a colour of their own. */
    private static final class Bars extends XYBarRenderer {
        private static final long serialVersionUID = 1L;

        private final int binWidth;
        private final int sequenceLength;
        private final Color whole;
        private final Color cut;

        Bars(int binWidth, int sequenceLength, Color whole, Color cut) {
            this.binWidth = binWidth;
            this.sequenceLength = sequenceLength;
            this.whole = whole;
            this.cut = cut;
        }

        @Override
        public Paint getItemPaint(int series, int item) {
            return item * binWidth >= sequenceLength ? cut : whole;
        }
    }
}
