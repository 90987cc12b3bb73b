package org.rankscope.ui.study;

import java.util.OptionalLong;

/**
 * How long a run will still take, from the share done since it began. The expected end is a moving average, so what is
 * shown settles instead of jumping with every step.
 */
final class TimeLeft {
    private static final long FIRST_AFTER_NANOS = 3_000_000_000L;
    private static final double WEIGHT_OF_NEWS = 0.15;

    private final long startNanos;
    private final double startShare;
    private double expectedEndNanos = Double.NaN;

    TimeLeft(long startNanos, double startShare) {
        this.startNanos = startNanos;
        this.startShare = startShare;
    }

    /** Milliseconds left at {@code nowNanos} with {@code share} of all steps done; empty while it would be a guess. */
    OptionalLong update(long nowNanos, double share) {
        long elapsed = nowNanos - startNanos;
        if (elapsed < FIRST_AFTER_NANOS || share <= startShare) {
            return OptionalLong.empty();
        }
        double end = nowNanos + elapsed * (1 - share) / (share - startShare);
        expectedEndNanos =
                Double.isNaN(expectedEndNanos) ? end : expectedEndNanos + WEIGHT_OF_NEWS * (end - expectedEndNanos);
        return OptionalLong.of(Math.max(0, Math.round((expectedEndNanos - nowNanos) / 1e6)));
    }
}
