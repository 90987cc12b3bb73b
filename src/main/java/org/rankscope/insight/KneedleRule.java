package org.rankscope.insight;

import java.util.List;
import java.util.Optional;

/**
 * Where the curve bends: Kneedle, offline, on log2(rank), with sensitivity S = 1.
 *
 * <p>Source: Satopaa, Albrecht, Irwin, Raghavan, Finding a "Kneedle" in a Haystack (2011), section III, without its
 * smoothing spline: a sweep has few points. x = log2(rank) and y are scaled to [0, 1]; a loss (convex, decreasing) is
 * turned over, so D(i) = (1 - y(i)) - x(i) (for a score, y(i) - x(i)). At a local maximum of D the threshold is
 * T = D - S · mean(x(i+1) - x(i)); the first maximum after which D falls below T, before a higher maximum comes, is the
 * knee. Points of equal D count as the first of them.
 *
 * <p>The knee depends on how far the range goes, because x is scaled by it: a second opinion only.
 */
public final class KneedleRule implements VerdictRule {
    public static final String NAME = "kneedle";
    static final int FEWEST_RANKS = 3;
    private static final double SENSITIVITY = 1;
    private static final double ROUNDING = 1e-9;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return "knee of the curve over log2(rank) (Kneedle)";
    }

    @Override
    public Optional<RankSummary> pick(RankCurve curve) {
        List<RankSummary> ranks = curve.ranks();
        if (ranks.size() < FEWEST_RANKS || allowsAll(curve)) {
            return Optional.empty();
        }
        double[] d = differences(curve);
        double drop = SENSITIVITY / (d.length - 1);
        int peak = -1;
        for (int i = 1; i < d.length; i++) {
            boolean higher = d[i] > d[i - 1] + ROUNDING && (peak < 0 || d[i] > d[peak] + ROUNDING);
            if (higher && isPeak(d, i)) {
                peak = i;
            } else if (peak >= 0 && d[i] < d[peak] - drop - ROUNDING) {
                return Optional.of(ranks.get(peak));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean allowsAll(RankCurve curve) {
        return curve.within(curve.spread(), 0);
    }

    /** Whether D falls after {@code i}, at once or after points of equal D. */
    private static boolean isPeak(double[] d, int i) {
        int next = i + 1;
        while (next < d.length && Math.abs(d[next] - d[i]) <= ROUNDING) {
            next++;
        }
        return next < d.length && d[next] < d[i];
    }

    private static double[] differences(RankCurve curve) {
        double first = log2(curve.smallest().rank());
        double width = log2(curve.largest().rank()) - first;
        double spread = curve.spread();
        return curve.ranks().stream()
                .mapToDouble(rank -> (1 - curve.gap(rank) / spread) - (log2(rank.rank()) - first) / width)
                .toArray();
    }

    private static double log2(int rank) {
        return Math.log(rank) / Math.log(2);
    }
}
