package org.rankscope.ui.chart;

import java.util.Optional;
import org.rankscope.ui.study.Variant;

/**
 * A place of a chart that can be pointed at: a point, or an area around one.
 *
 * @param x in the units of the domain axis
 * @param y in the units of the range axis
 * @param halfWidth how far the area reaches on either side, in the same units; 0 for a point
 * @param halfHeight likewise
 * @param pick what a click selects; empty if it selects nothing
 * @param tip what is said of it
 */
public record Hotspot(double x, double y, double halfWidth, double halfHeight, Optional<Variant> pick, String tip) {
    /** A point. */
    public Hotspot(double x, double y, Optional<Variant> pick, String tip) {
        this(x, y, 0, 0, pick, tip);
    }
}
