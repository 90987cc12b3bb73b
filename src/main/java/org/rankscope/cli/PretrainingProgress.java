package org.rankscope.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import org.rankscope.train.MetricLine;
import org.rankscope.train.TrialListener;

/** Shows one long run on standard error: a line every hundred steps with the time left, and each evaluation. */
final class PretrainingProgress implements TrialListener {
    private static final int STEPS_BETWEEN_LINES = 100;

    private final PrintWriter err;
    private final LongSupplier clockNanos;
    private long startNanos;
    private int startStep;
    private int totalSteps;

    /** @param clockNanos as {@link System#nanoTime} */
    PretrainingProgress(PrintWriter err, LongSupplier clockNanos) {
        this.err = err;
        this.clockNanos = clockNanos;
    }

    @Override
    public void started(int doneSteps, int allSteps, long trainableParameters) {
        startNanos = clockNanos.getAsLong();
        startStep = doneSteps;
        totalSteps = allSteps;
        err.println("Training " + Units.count(trainableParameters) + " parameters for " + Units.count(allSteps)
                + " steps" + (doneSteps > 0 ? ", from step " + Units.count(doneSteps) + " on." : "."));
    }

    @Override
    public void metric(MetricLine line) {
        if (line.isEvaluation()) {
            err.println("step " + Units.count(line.step()) + ": eval loss " + Units.loss(line.evalLoss()));
        } else if (line.step() % STEPS_BETWEEN_LINES == 0 && line.step() < totalSteps) {
            double millisPerStep = (clockNanos.getAsLong() - startNanos) / 1e6 / (line.step() - startStep);
            err.println("step " + Units.count(line.step()) + ": loss " + Units.loss(line.loss()) + ", "
                    + Units.duration(Math.round(millisPerStep * (totalSteps - line.step()))) + " left");
        }
    }
}
