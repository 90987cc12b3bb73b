package org.rankscope.insight;

/**
 * Whether a run stopped before it had converged: its loss was still falling when its steps ended.
 *
 * <p>Rule of this program: the evaluation loss is at its lowest at the end, and the last quarter of the steps took off
 * more than {@link #SHARE_OF_FALL} of all that the run took off, and more than {@link #SHARE_OF_LOSS} of the loss. The
 * loss at three quarters is read between the evaluations around it. (An exponential fall is past the first bound
 * after 3.3 time constants; the second leaves out what could not change a comparison by 1 %.)
 */
public final class ConvergenceCheck {
    static final double SHARE_OF_FALL = 0.05;
    static final double SHARE_OF_LOSS = 0.002;
    private static final int FEWEST_EVALUATIONS = 4;
    private static final double LAST_PART = 0.25;

    private ConvergenceCheck() {}

    /**
     * @param steps optimiser steps done at each evaluation, ascending
     * @param losses the losses found
     * @return false where there are fewer than four evaluations, or a loss that is no number
     */
    public static boolean isStillFalling(int[] steps, double[] losses) {
        if (steps.length != losses.length) {
            throw new IllegalArgumentException(steps.length + " steps and " + losses.length + " losses.");
        }
        int last = losses.length - 1;
        if (losses.length < FEWEST_EVALUATIONS) {
            return false;
        }
        double lowest = losses[0];
        for (double loss : losses) {
            lowest = Math.min(lowest, loss);
        }
        double fall = losses[0] - losses[last];
        double late = lossAt(steps[last] - LAST_PART * (steps[last] - steps[0]), steps, losses) - losses[last];
        return losses[last] == lowest && late > SHARE_OF_FALL * fall && late > SHARE_OF_LOSS * Math.abs(losses[last]);
    }

    private static double lossAt(double step, int[] steps, double[] losses) {
        int after = 1;
        while (steps[after] < step) {
            after++;
        }
        double weight = (step - steps[after - 1]) / (steps[after] - steps[after - 1]);
        return losses[after - 1] + weight * (losses[after] - losses[after - 1]);
    }
}
