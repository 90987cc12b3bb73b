package org.rankscope.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.rankscope.study.Trial;
import org.rankscope.train.TrialSpec;

/**
 * How far a study has come, in optimiser steps over all its cells, and how long it will take at its mean pace since
 * training began: that settles, where the pace of the last seconds would jump at every evaluation and every start of a
 * worker.
 */
final class StudyPace {
    private static final Duration FIRST_GUESS = Duration.ofSeconds(2);

    private final LongSupplier clockNanos;
    private final Map<String, Long> done = new HashMap<>();
    private long known;
    private int expectedCells;
    /** Steps that count as done and took this run no time: of earlier runs, and those that failed cells never made. */
    private long notOurs;

    private long beganNanos;
    private boolean began;

    /** @param clockNanos as {@link System#nanoTime} */
    StudyPace(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    synchronized void opened(List<Trial> trials) {
        trials.forEach(this::add);
        notOurs = doneSteps();
    }

    /** The study will come to about so many cells, more than it has now perhaps. */
    synchronized void expected(int cells) {
        expectedCells = cells;
    }

    /** Whether {@code trial} is new; it then counts from now on. */
    synchronized boolean added(Trial trial) {
        return !done.containsKey(trial.id()) && add(trial);
    }

    private boolean add(Trial trial) {
        known += steps(trial.spec());
        done.put(trial.id(), trial.state().isFinished() ? steps(trial.spec()) : 0L);
        return true;
    }

    /** A worker goes on with a cell of which {@code steps} were done before, in another run of the study. */
    synchronized void resumed(String trial, int steps) {
        done.put(trial, (long) steps);
        notOurs += steps;
        if (!began) {
            began = true;
            beganNanos = clockNanos.getAsLong();
        }
    }

    synchronized void reached(String trial, int step) {
        done.merge(trial, (long) step, Math::max);
    }

    /** The cell will get no more steps, whether it had them all or not. */
    synchronized void finished(Trial trial) {
        long steps = steps(trial.spec());
        notOurs += steps - done.put(trial.id(), steps);
    }

    /** Steps of the cells that are known, and as many for each of those that are expected. */
    synchronized long totalSteps() {
        int cells = done.size();
        return cells == 0 ? 0 : known * Math.max(cells, expectedCells) / cells;
    }

    synchronized long doneSteps() {
        return done.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Milliseconds left; empty until there is something to judge by. */
    synchronized OptionalLong millisLeft() {
        long now = doneSteps();
        long nanos = clockNanos.getAsLong() - beganNanos;
        if (!began || now <= notOurs || nanos < FIRST_GUESS.toNanos()) {
            return OptionalLong.empty();
        }
        double millisPerStep = nanos / 1e6 / (now - notOurs);
        return OptionalLong.of(Math.round(millisPerStep * (totalSteps() - now)));
    }

    private static long steps(TrialSpec spec) {
        return spec.steps();
    }
}
