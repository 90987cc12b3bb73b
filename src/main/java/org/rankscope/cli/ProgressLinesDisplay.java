package org.rankscope.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Progress where standard error is a file or a pipe: a whole line now and then. */
final class ProgressLinesDisplay implements ProgressDisplay {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final LongSupplier clockNanos;
    private long lastNanos;

    ProgressLinesDisplay(PrintWriter err, LongSupplier clockNanos) {
        this.err = err;
        this.clockNanos = clockNanos;
    }

    @Override
    public void open(StudyPace pace) {
        lastNanos = clockNanos.getAsLong();
    }

    @Override
    public void show(StudyPace pace, String message) {
        long now = clockNanos.getAsLong();
        if (now - lastNanos >= BETWEEN_LINES.toNanos()) {
            lastNanos = now;
            long percent = 100 * pace.doneSteps() / Math.max(1, pace.totalSteps());
            String left = pace.millisLeft().isEmpty()
                    ? ""
                    : ", " + Units.duration(pace.millisLeft().getAsLong()) + " left";
            err.println(percent + " %: " + message + left);
        }
    }

    @Override
    public void line(String text) {
        err.println(text);
    }

    @Override
    public void close() {
        err.flush();
    }
}
