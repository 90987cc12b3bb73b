package org.rankscope.ui.chart;

/**
 * A place of a chart that can be pointed at: a point, or an area around one.
 *
 * @param x in the units of the domain axis
 * @param y in the units of the range axis
 * @param halfWidth how far the area reaches on either side, in the same units; 0 for a point
 * @param halfHeight likewise
 * @param rank what a click selects; 0 if it selects nothing
 * @param tip what is said of it
 */
public record Hotspot(double x, double y, double halfWidth, double halfHeight, int rank, String tip) {
    /** A point. */
    public Hotspot(double x, double y, int rank, String tip) {
        this(x, y, 0, 0, rank, tip);
    }
}
