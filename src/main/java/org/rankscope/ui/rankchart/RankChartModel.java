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
 * @param brackets ranks that can't be told apart
 * @param preview what cutting the largest adapter gave, by position; empty where it was not measured
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
        List<Bracket> brackets,
        Optional<Cut> preview,
        Optional<Verdict.Kind> verdict,
        double low,
        double high,
        String subtitle) {
    /** Share of the range axis that is kept free for brackets; see {@link LossRange}. */
    private static final double ROOM_FOR_BRACKETS = 0.22;

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

    /**
     * Neighbouring ranks that can't be told apart.
     *
     * @param from position of the first
     * @param to position of the last
     * @param level how many brackets it stands above, so that none crosses another
     * @param tip which they are, and what would separate them
     */
    record Bracket(double from, double to, int level, String tip) {}

    /** An adapter of {@code rank}, cut to lower ranks. */
    record Cut(int rank, List<CutPoint> points) {
        /** What it says beside the line. */
        String label() {
            return "cut from r = " + rank + " by SVD: reachable, not trained";
        }
    }

    record CutPoint(int rank, double position, double loss) {}

    /** Loss at which a bracket of {@code level} is drawn: in the room that is kept free below the points. */
    double bracketAt(int level) {
        int levels = brackets.stream().mapToInt(Bracket::level).max().orElse(0) + 1;
        return low + (high - low) * ROOM_FOR_BRACKETS * (levels - level) / (levels + 1.0);
    }

    boolean isEmpty() {
        return places.isEmpty() && points.isEmpty();
    }
}
