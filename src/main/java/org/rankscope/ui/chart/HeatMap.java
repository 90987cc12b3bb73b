package org.rankscope.ui.chart;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.rankscope.ui.study.Variant;

/**
 * A table of amounts to be drawn in colour.
 *
 * @param columnTitle what stands under the columns
 * @param rowTitle what stands beside the rows
 * @param columns names, from left to right
 * @param rows names, from the bottom up
 * @param cells those that have something to show
 * @param scale from amounts to colours
 * @param selectedColumn framed, as it is selected elsewhere
 * @param selectedRow likewise
 */
public record HeatMap(
        String columnTitle,
        String rowTitle,
        List<String> columns,
        List<String> rows,
        List<Cell> cells,
        Scale scale,
        OptionalInt selectedColumn,
        OptionalInt selectedRow) {
    public HeatMap {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        cells = List.copyOf(cells);
    }

    /**
     * One cell.
     *
     * @param value NaN where there is none: {@code text} then says why
     * @param text the number, or a word such as "diverged"
     * @param sign stands in for {@code text} where that has no room; may be empty
     * @param ringed whether it is the best of its group
     * @param pick what a click selects; empty if it selects nothing
     * @param tip the exact numbers
     */
    public record Cell(
            int column,
            int row,
            double value,
            String text,
            String sign,
            boolean ringed,
            Optional<Variant> pick,
            String tip) {}

    /**
     * From amounts to shares of the palette, 0 dark to 1 bright. Losses crowd near the best one, so a share may be the
     * square root of the distance from it.
     *
     * @param low amount at one end
     * @param high amount at the other; what lies beyond takes the colour of the end
     * @param root whether the share is the square root of the distance
     * @param lowStandsOut whether the low end is what to look for
     * @param format of the three amounts that are named beside the scale
     */
    public record Scale(double low, double high, boolean root, boolean lowStandsOut, String format) {
        /** Of losses: small differences from the lowest are seen. */
        public static Scale ofLosses(double low, double high, String format) {
            return new Scale(low, high, true, true, format);
        }

        /** Of amounts of which more is more. */
        public static Scale ofAmounts(double low, double high, String format) {
            return new Scale(low, high, false, false, format);
        }

        /** Share of the way from low to high, in [0, 1]. */
        double share(double value) {
            double linear = high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0;
            return root ? Math.sqrt(linear) : linear;
        }

        /** The amount at {@code share}. */
        double at(double share) {
            return low + (root ? share * share : share) * (high - low);
        }
    }

    public boolean isEmpty() {
        return cells.isEmpty();
    }
}
