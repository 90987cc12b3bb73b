package org.rankscope.ui.curves;

import java.util.Collection;
import org.rankscope.ui.chart.HeatMap;

/**
 * The scale of losses: from the lowest to the highest, but no further than the base model, beyond which nothing was
 * learned. By the square root of the distance from the lowest, near which the interesting differences lie.
 */
final class LossScale {
    private static final double FINE = 0.05;

    private LossScale() {}

    /** @param base loss of the base model; NaN if unknown */
    static HeatMap.Scale over(Collection<Double> losses, double base) {
        double low = losses.stream()
                .mapToDouble(loss -> loss)
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        double high = losses.stream()
                .mapToDouble(loss -> loss)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        if (base > low) {
            high = Math.min(high, base);
        }
        return HeatMap.Scale.ofLosses(low, high, high - low < FINE ? "%.4f" : "%.3f");
    }
}
