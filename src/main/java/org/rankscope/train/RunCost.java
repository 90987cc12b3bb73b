package org.rankscope.train;

import org.rankscope.runtime.MemoryProbe;

/** The time and memory of a run, over all the processes that it took. This one begins when it is made. */
final class RunCost {
    private final long elapsedBefore;
    private final long peakBefore;
    private final long startNanos = System.nanoTime();

    /**
     * @param elapsedBefore ms that earlier processes took
     * @param peakBefore bytes that they had resident at most
     */
    RunCost(long elapsedBefore, long peakBefore) {
        this.elapsedBefore = elapsedBefore;
        this.peakBefore = peakBefore;
    }

    long elapsedMillis() {
        return elapsedBefore + (System.nanoTime() - startNanos) / 1_000_000;
    }

    /** Resident-set high-water mark. */
    long peakMemoryBytes() {
        return Math.max(peakBefore, MemoryProbe.peakResidentBytes());
    }
}
