package org.rankscope.ui.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.rankscope.insight.Observation;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict;
import org.rankscope.study.StudyListener;
import org.rankscope.study.Trial;
import org.rankscope.train.MetricLine;
import org.rankscope.ui.fx.UiQueue;

/**
 * Carries the events of one run to the board. Reporting only appends to a list; the first event of a batch posts one
 * change, so however fast a run reports, the FX thread hears of it {@value #BATCHES_A_SECOND} times a second. {@code studyClosed} travels the same
 * way and so arrives after the last metric.
 */
final class StudyFeed implements StudyListener {
    /** Losses can't be followed faster by eye, and drawing takes time from training. */
    private static final int BATCHES_A_SECOND = 5;

    private static final long PAUSE_NANOS = 1_000_000_000L / BATCHES_A_SECOND;

    private final UiQueue queue;
    private final StudyBoard board;
    private final Runnable onNews;
    private final Consumer<Boolean> onClosed;
    private final LongSupplier nanoClock;
    private OptionalLong lastBatch = OptionalLong.empty();
    private List<Runnable> waiting = new ArrayList<>();

    StudyFeed(UiQueue queue, StudyBoard board, Runnable onNews, Consumer<Boolean> onClosed, LongSupplier nanoClock) {
        this.queue = queue;
        this.board = board;
        this.onNews = onNews;
        this.onClosed = onClosed;
        this.nanoClock = nanoClock;
    }

    @Override
    public void studyOpened(List<Trial> trials) {
        add(() -> board.opened(trials));
    }

    @Override
    public void cellsExpected(int cells, boolean exact) {
        add(() -> board.expected(cells, exact));
    }

    @Override
    public void trialChanged(Trial trial) {
        add(() -> board.changed(trial));
    }

    @Override
    public void trialStarted(String trialId, int doneSteps, int totalSteps, long trainableParameters) {
        add(() -> board.started(trialId, doneSteps, trainableParameters));
    }

    @Override
    public void metric(String trialId, MetricLine line) {
        add(() -> board.metric(trialId, line));
    }

    @Override
    public void observed(List<Observation> observations) {
        add(() -> board.observed(observations));
    }

    @Override
    public void verdictChanged(Optional<Verdict> verdict) {
        add(() -> board.verdict(verdict));
    }

    @Override
    public void previewReady(Preview preview) {
        add(() -> board.preview(preview));
    }

    @Override
    public void studyClosed(boolean cancelled) {
        queue.post(() -> {
            apply();
            onClosed.accept(cancelled);
        });
    }

    private void add(Runnable event) {
        boolean first;
        synchronized (this) {
            first = waiting.isEmpty();
            waiting.add(event);
        }
        if (first) {
            queue.post(this::applyInTime);
        }
    }

    /** Applies the batch, or waits for a later tick if the last one was only just now. */
    private void applyInTime() {
        if (lastBatch.isPresent() && nanoClock.getAsLong() - lastBatch.getAsLong() < PAUSE_NANOS) {
            queue.post(this::applyInTime);
        } else {
            apply();
        }
    }

    private void apply() {
        lastBatch = OptionalLong.of(nanoClock.getAsLong());
        List<Runnable> batch;
        synchronized (this) {
            batch = waiting;
            waiting = new ArrayList<>();
        }
        if (!batch.isEmpty()) {
            batch.forEach(Runnable::run);
            board.publish();
            onNews.run();
        }
    }
}
