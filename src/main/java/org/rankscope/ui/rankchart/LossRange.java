package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The range of the loss axis, which holds still: it grows when a result would fall outside or
 * be cut at its edge, and shrinks only when it is
 * far too wide for what has come in.
 */
final class LossRange {
    /** Room above the highest result. */
    private static final double MARGIN_ABOVE = 0.14;
    /** Room below the lowest, where the bracket of what can't be told apart stands. */
    private static final double MARGIN_BELOW = 0.36;

    private static final double FAR_TOO_WIDE = 1.9;
    /** Share of the axis at either end where a marker would be cut. */
    static final double EDGE = 0.07;

    private static final double LEAST_SPAN = 0.01;

    private double low = Double.NaN;
    private double high = Double.NaN;

    /**
     * @param results losses (with their bars) that must be seen
     * @param roomBelow share of the axis that the lowest result needs below it
     * @param hints losses that are shown if there is nothing better: the base model, the running rank
     */
    void update(List<Double> results, List<Double> hints, double roomBelow) {
        List<Double> shown = results.size() >= 2
                ? results
                : DoubleStream.concat(
                                results.stream().mapToDouble(d -> d),
                                hints.stream().mapToDouble(d -> d))
                        .boxed()
                        .toList();
        double least = shown.stream()
                .mapToDouble(d -> d)
                .filter(Double::isFinite)
                .min()
                .orElse(Double.NaN);
        double most = shown.stream()
                .mapToDouble(d -> d)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
        if (Double.isNaN(least)) {
            return;
        }
        double span = Math.max(LEAST_SPAN, Math.max(most - least, Math.abs(least) * 0.02));
        double middle = (least + most) / 2;
        double wantedLow = Math.min(least, middle - span / 2) - span * MARGIN_BELOW;
        double wantedHigh = Math.max(most, middle + span / 2) + span * MARGIN_ABOVE;
        double edge = EDGE * (high - low);
        boolean outside = Double.isNaN(low) || least < low + roomBelow * (high - low) || most > high - edge;
        if (outside || high - low > FAR_TOO_WIDE * (wantedHigh - wantedLow)) {
            low = wantedLow;
            high = wantedHigh;
        }
    }

    void reset() {
        low = Double.NaN;
        high = Double.NaN;
    }

    double low() {
        return Double.isNaN(low) ? 0 : low;
    }

    double high() {
        return Double.isNaN(high) ? 1 : high;
    }
}
