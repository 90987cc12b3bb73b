package org.rankscope.insight;

import org.rankscope.train.StepTiming;

/**
 * How long cells will take, from steps that were timed at the smallest and the largest rank. Between them time is taken to
 * grow linearly with the rank, as the operations of an adapter's products do. A larger rank is never less work: where it
 * was faster, the machine's noise is larger than the rank's share, and the mean of both holds for every rank.
 */
public record TimeEstimate(StepTiming small, StepTiming large) {
    public TimeEstimate {
        if (small.rank() > large.rank()) {
            throw new IllegalArgumentException(
                    "Rank " + small.rank() + " is no smaller one than " + large.rank() + ".");
        }
    }

    /** Start + steps · ms/step + evaluations · batches · ms/batch, in milliseconds. */
    public long cellMillis(int rank, int steps, int evalEvery) {
        double evaluation = at(rank, small.millisPerEvaluationBatch(), large.millisPerEvaluationBatch())
                * large.evaluationBatches();
        return Math.round(at(rank, small.startMillis(), large.startMillis())
                + steps * millisPerStep(rank)
                + evaluations(steps, evalEvery) * evaluation);
    }

    public double millisPerStep(int rank) {
        return at(rank, small.millisPerStep(), large.millisPerStep());
    }

    /** Before the first step, after every {@code evalEvery} and after the last. */
    static int evaluations(int steps, int evalEvery) {
        return 1 + steps / evalEvery + (steps % evalEvery == 0 ? 0 : 1);
    }

    private double at(int rank, double atSmall, double atLarge) {
        if (small.rank() == large.rank()) {
            return atLarge;
        }
        if (atLarge <= atSmall) {
            return (atSmall + atLarge) / 2;
        }
        double share = (double) (rank - small.rank()) / (large.rank() - small.rank());
        return Math.max(0, atSmall + share * (atLarge - atSmall));
    }
}
