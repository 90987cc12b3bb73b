package org.rankscope.cli;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress on a terminal: one line that is drawn over and over, with the lines that stay above it. */
final class ProgressBarDisplay implements ProgressDisplay {
    private static final int REDRAW_MILLIS = 250;
    private static final int DEFAULT_WIDTH = 100;
    private static final int LEAST_WIDTH = 40;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private ProgressBar bar;

    ProgressBarDisplay(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void open(StudyPace pace) {
        bar = new ProgressBarBuilder()
                .setInitialMax(pace.totalSteps())
                .startsFrom(pace.doneSteps(), Duration.ZERO)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setEtaFunction(state ->
                        pace.millisLeft().stream().mapToObj(Duration::ofMillis).findFirst())
                .setConsumer(new DelegatingProgressBarConsumer(this::draw, width() - 1))
                .build();
    }

    @Override
    public void show(StudyPace pace, String message) {
        bar.maxHint(pace.totalSteps());
        bar.stepTo(pace.doneSteps());
        bar.setExtraMessage(" " + message);
    }

    @Override
    public void line(String text) {
        synchronized (err) {
            err.print(CLEAR_LINE + text + "\n");
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
            line("");
        }
    }

    private void draw(String text) {
        synchronized (err) {
            err.print(CLEAR_LINE + text);
            err.flush();
        }
    }

    private static int width() {
        int columns = Integer.getInteger("rankscope.columns", DEFAULT_WIDTH);
        return columns >= LEAST_WIDTH ? columns : DEFAULT_WIDTH;
    }
}
