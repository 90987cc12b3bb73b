package org.rankscope.insight;

/**
 * How often a curve turns by more than an amount: falling is one swing, a valley two. Each swing goes from one extreme to the
 * next that lies more than the amount away, so that smaller wiggles don't count.
 */
final class Swings {
    private Swings() {}

    /** @param amount in units of the metric, at least 0 */
    static int of(RankCurve curve, double amount) {
        int swings = 0;
        int direction = 0;
        double lowest = curve.smallest().mean();
        double highest = lowest;
        for (RankSummary rank : curve.ranks()) {
            lowest = Math.min(lowest, rank.mean());
            highest = Math.max(highest, rank.mean());
            if (direction >= 0 && highest - rank.mean() > amount) {
                direction = -1;
                swings++;
                lowest = rank.mean();
            } else if (direction <= 0 && rank.mean() - lowest > amount) {
                direction = 1;
                swings++;
                highest = rank.mean();
            }
        }
        return swings;
    }
}
