package org.rankscope.ui.curves;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.jfree.data.Range;

/**
 * The range of losses that learning curves are drawn in: all of them, unless the first steps fall so far that the rest would lie
 * on one line. Then the curves come in from above, and what they do later (bend, rise again, part) can be seen.
 */
final class CurvesRange {
    /** Before this share of the steps a curve may leave the range. */
    private static final double FIRST_STEPS = 0.1;
    /** The range is cut where it is more than this many times as wide as what comes after the first steps. */
    private static final double FAR_TOO_WIDE = 3;

    private static final double MARGIN_ABOVE = 0.08;
    private static final double MARGIN_BELOW = 0.12;
    /** A cut range shows some of how the curves come in. */
    private static final double MARGIN_WHERE_CUT = 0.4;

    private static final double LEAST_SHARE = 0.002;

    /** How many times as wide the range may be for the sake of the reference. */
    private static final double MOST_FOR_REFERENCE = 1.6;

    private CurvesRange() {}

    /**
     * What all is compared with may leave the range where the others could hardly be told apart beside it.
     *
     * @param curves at least one, each with a sample
     */
    static Range of(List<RankCurve> curves, int totalSteps) {
        List<RankCurve> compared =
                curves.stream().filter(curve -> !curve.variant().isReference()).toList();
        Range all = around(curves, totalSteps);
        Range others = around(compared.isEmpty() ? curves : compared, totalSteps);
        return all.getLength() > MOST_FOR_REFERENCE * others.getLength() ? others : all;
    }

    private static Range around(List<RankCurve> curves, int totalSteps) {
        DoubleSummaryStatistics all = losses(curves, 0);
        DoubleSummaryStatistics later = losses(curves, totalSteps * FIRST_STEPS);
        if (all.getCount() == 0) {
            return new Range(0, 1);
        }
        double low = all.getMin();
        double high = all.getMax();
        double above = MARGIN_ABOVE;
        double laterSpan = span(low, later.getMax());
        if (later.getCount() >= 2 && high - low > FAR_TOO_WIDE * laterSpan) {
            high = low + laterSpan;
            above = MARGIN_WHERE_CUT;
        }
        double span = span(low, high);
        return new Range(low - span * MARGIN_BELOW, Math.max(high, low + span) + span * above);
    }

    private static double span(double low, double high) {
        return Math.max(high - low, Math.max(Math.abs(low) * LEAST_SHARE, 1e-6));
    }

    private static DoubleSummaryStatistics losses(List<RankCurve> curves, double fromStep) {
        return curves.stream()
                .flatMap(curve -> curve.samples().stream())
                .filter(sample -> sample.step() >= fromStep)
                .mapToDouble(RankCurve.Sample::loss)
                .filter(Double::isFinite)
                .summaryStatistics();
    }
}
