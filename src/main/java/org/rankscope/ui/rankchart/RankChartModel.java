package org.rankscope.ui.rankchart;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.rankscope.insight.Verdict;
import org.rankscope.ui.chart.NamedMark;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.text.MethodWords;

/**
 * All that the hero chart shows at one moment.
 *
 * @param axisLabel what stands under the domain axis, with its unit
 * @param places the named ticks of the domain axis; empty for an axis of numbers
 * @param left where what is shown begins on the domain axis
 * @param right where it ends
 * @param series what was measured and has a place on this axis: one a method
 * @param lines what has no place on this axis, and what all is compared with: drawn across it
 * @param others results at learning rates that are not the best
 * @param running what is being trained, if it has a place on this axis
 * @param base loss of the untouched base model; NaN if unknown
 * @param band the losses that count as good as the best
 * @param brackets ranks that can't be told apart
 * @param dashed curves of what was not trained for itself
 * @param verdict its form, once there is one
 * @param low the range axis, nats per token
 * @param high the range axis, nats per token
 * @param subtitle how to read the chart
 * @param legend every method, measured or not, where they are too many for a row; else empty
 */
record RankChartModel(
        CostAxis axis,
        String axisLabel,
        List<Place> places,
        double left,
        double right,
        List<Series> series,
        List<Line> lines,
        List<Other> others,
        Optional<Running> running,
        double base,
        Optional<Band> band,
        List<Bracket> brackets,
        List<Dashed> dashed,
        Optional<Verdict.Kind> verdict,
        double low,
        double high,
        String subtitle,
        List<NamedMark> legend) {
    /** Share of the range axis that is kept free for brackets; see {@link LossRange}. */
    private static final double ROOM_FOR_BRACKETS = 0.22;

    /** A tick of the domain axis. */
    record Place(double position, String name) {}

    /**
     * The points of one method.
     *
     * @param name empty where there is no other to tell it from
     * @param colour of the line; empty where it joins points of several colours
     */
    record Series(String name, OptionalInt colour, List<Point> points) {}

    /**
     * The mean of one method and capacity at its best learning rate.
     *
     * @param name where methods are told apart, with its method
     * @param standardError NaN with one seed
     * @param parameters trainable; 0 where unknown
     */
    record Point(
            Variant variant,
            String name,
            int colour,
            double position,
            double loss,
            double standardError,
            int seeds,
            long parameters,
            boolean chosen,
            boolean selected) {}

    /**
     * A point that holds for the whole width of the chart; its position is not looked at.
     *
     * @param cost what it costs on this axis, as it follows its loss; may be empty
     */
    record Line(Point point, String cost) {
        boolean isReference() {
            return point.variant().isReference();
        }
    }

    /** A mean at another learning rate. */
    record Other(double position, double learningRate, double loss) {}

    /** What is in training, at its newest evaluation. */
    record Running(Variant variant, int colour, double position, double loss) {}

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

    /**
     * What ranks give that were not trained for themselves.
     *
     * @param label what it says beside the line
     * @param colour that of a method; empty: that of previews
     */
    record Dashed(String label, OptionalInt colour, List<DashedPoint> points) {}

    /** @param tip empty where it is another's point as well, which says more */
    record DashedPoint(int rank, double position, double loss, String tip) {}

    /** All that was measured and has a place on this axis. */
    List<Point> points() {
        return series.stream().flatMap(one -> one.points().stream()).toList();
    }

    /** Loss at which a bracket of {@code level} is drawn: in the room that is kept free below the points. */
    double bracketAt(int level) {
        int levels = brackets.stream().mapToInt(Bracket::level).max().orElse(0) + 1;
        return low + (high - low) * ROOM_FOR_BRACKETS * (levels - level) / (levels + 1.0);
    }

    /** Whether there is nothing of a study. */
    boolean isEmpty() {
        return places.isEmpty() && series.isEmpty() && lines.isEmpty();
    }

    /** Whether something was measured. */
    boolean hasResults() {
        return !series.isEmpty() || !lines.isEmpty();
    }

    /** What names its methods, where {@link #comparesMethods}. */
    List<NamedMark> marks() {
        return isCrowded()
                ? legend
                : Stream.concat(
                                series.stream()
                                        .map(one -> new NamedMark(
                                                one.name(), one.points().get(0).colour(), Optional.empty(), "")),
                                lines.stream()
                                        .map(Line::point)
                                        .map(point -> new NamedMark(
                                                MethodWords.title(
                                                        point.variant().method()),
                                                point.colour(),
                                                Optional.empty(),
                                                "")))
                        .toList();
    }

    /** Whether there are so many methods that points lie on each other, and names have no room in a row. */
    boolean isCrowded() {
        return !legend.isEmpty();
    }

    /** Whether colours are those of methods, so that the chart needs them named. */
    boolean comparesMethods() {
        return series.stream().anyMatch(one -> one.colour().isPresent())
                || lines.stream().anyMatch(line -> !line.isReference());
    }
}
