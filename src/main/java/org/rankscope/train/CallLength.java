package org.rankscope.train;

/** How much is done in one call to the runtime: what takes about half a second, so that curves stay live and cancelling prompt. */
final class CallLength {
    private static final double CALL_MILLIS = 500;

    private double millisEach;

    /** How many of the {@code most} that are left to do at once; one where nothing has been timed yet. */
    int of(int most) {
        return millisEach == 0 ? 1 : (int) Math.max(1, Math.min(most, Math.round(CALL_MILLIS / millisEach)));
    }

    /** Takes note that a call that did {@code count} of them began at {@code startNanos} and has just ended. */
    void took(long startNanos, int count) {
        millisEach = (System.nanoTime() - startNanos) / 1e6 / count;
    }
}
