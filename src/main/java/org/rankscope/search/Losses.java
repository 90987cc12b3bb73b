package org.rankscope.search;

import java.util.List;

/**
 * Losses as a Gaussian process can learn from them. A run that diverged has none, and one that nearly did has one so
 * large that all others would look alike beside it; both count as clearly bad, and no worse: a few times as far above the
 * least loss as the median is.
 */
final class Losses {
    private static final double SPREAD = 3;

    private Losses() {}

    /** Finite losses, one for each run, at least one of which is complete. */
    static double[] bounded(List<FinishedRun> runs) {
        double[] complete = runs.stream()
                .filter(FinishedRun::isComplete)
                .mapToDouble(FinishedRun::loss)
                .sorted()
                .toArray();
        double least = complete[0];
        double middle = complete[complete.length / 2];
        double bad = middle > least ? least + SPREAD * (middle - least) : least + Math.max(Math.abs(least), 1) / 10;
        return runs.stream().mapToDouble(run -> Math.min(run.loss(), bad)).toArray();
    }
}
