package org.rankscope.train;

import java.util.function.LongSupplier;

/** The time and memory of a run, over all the processes that it took. This one begins when it is made. */
final class RunCost {
    private final long elapsedBefore;
    private final long peakBefore;
    private final LongSupplier peak;
    private final long startNanos = System.nanoTime();

    /**
     * @param elapsedBefore ms that earlier processes took
     * @param peakBefore bytes that they had in memory at most
     * @param peak gives that of this one
     */
    RunCost(long elapsedBefore, long peakBefore, LongSupplier peak) {
        this.peak = peak;
        this.elapsedBefore = elapsedBefore;
        this.peakBefore = peakBefore;
    }

    long elapsedMillis() {
        return elapsedBefore + (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** The most bytes in memory where the run takes place. */
    long peakMemoryBytes() {
        return Math.max(peakBefore, peak.getAsLong());
    }
}
