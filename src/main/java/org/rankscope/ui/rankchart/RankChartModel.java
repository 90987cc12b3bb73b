package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Verdict;

/**
 * All that the hero chart shows at one moment.
 *
 * @param axisLabel what stands under the domain axis, with its unit
 * @param places the named ticks of the domain axis; empty for an axis of numbers
 * @param points ranks with a result, by position
 * @param others results at learning rates that are not a rank's best
 * @param running the rank that is being trained, if it has a place on this axis
 * @param base loss of the untouched base model; NaN if unknown
 * @param band the losses that count as good as the best
 * @param tied the points that lie in the band with the chosen one, first and last
 * @param verdict its form, once there is one
 * @param low the range axis, nats per token
 * @param high the range axis, nats per token
 * @param subtitle how to read the chart
 */
record RankChartModel(
        CostAxis axis,
        String axisLabel,
        List<Place> places,
        List<Point> points,
        List<Other> others,
        Optional<Running> running,
        double base,
        Optional<Band> band,
        Optional<Tied> tied,
        Optional<Verdict.Kind> verdict,
        double low,
        double high,
        String subtitle) {

    /** A tick of the domain axis. */
    record Place(double position, String name) {}

    /** A rank's mean at its best learning rate. {@code standardError} NaN with one seed. */
    record Point(
            int rank,
            int colour,
            double position,
            double loss,
            double standardError,
            int seeds,
            boolean chosen,
            boolean selected) {}

    /** A mean at another learning rate. */
    record Other(int rank, double position, double learningRate, double loss) {}

    /** The rank in training, at its newest evaluation. */
    record Running(int rank, int colour, double position, double loss) {}

    record Band(double low, double high, String name) {}

    /** Positions of the first and the last point that can't be told apart. */
    record Tied(double from, double to) {}

    boolean isEmpty() {
        return places.isEmpty() && points.isEmpty();
    }
}
