package org.rankscope.insight;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.OptionalInt;

/**
 * How one run went: whether it learned too little, enough, or its training data by heart. The first of these that holds is
 * the badge; rule of this program:
 *
 * <ol>
 *   <li><b>diverged</b>: a loss is no finite number, or at the end both the evaluation loss and the training loss are above
 *       where they began, by more than the noise;
 *   <li><b>overfit</b>: the evaluation loss at the end is above its lowest by more than the noise, and the training loss
 *       isn't. It is overfit from the step of the lowest evaluation on;
 *   <li><b>underfit</b>: the evaluation loss never fell below its start by more than the noise, or was still falling when
 *       the steps ended ({@link ConvergenceCheck});
 *   <li><b>good</b>: neither.
 * </ol>
 *
 * <p>The noise of a difference between two evaluations is two standard errors of the paired differences over evaluation
 * items, or where those are not known {@link #SHARE_OF_LOSS} of the lowest loss. The training loss at a step is the mean over
 * the tenth of all steps before it, since one batch tells little.
 *
 * @param bestStep the step of the lowest evaluation; the adapter kept is from there
 * @param overfitFrom the step from which the run is overfit; empty unless it is
 * @param gap evaluation loss minus training loss at {@code bestStep}; NaN where nothing was trained before it
 * @param finalGap the same at the end
 * @param rise how much the evaluation loss rose from its lowest to the end
 * @param stillFalling whether the evaluation loss was still falling when the steps ended
 */
public record TrialDiagnosis(
        Badge badge,
        int bestStep,
        OptionalInt overfitFrom,
        double gap,
        double finalGap,
        double rise,
        boolean stillFalling) {
    static final double SHARE_OF_LOSS = 0.002;
    private static final double ERRORS = 2;
    private static final int WINDOWS = 10;

    /** How a run went, in a word. */
    public enum Badge {
        DIVERGED("diverged"),
        OVERFIT("overfit"),
        UNDERFIT("underfit"),
        GOOD("good");

        private final String json;

        Badge(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    /**
     * One evaluation of a run.
     *
     * @param step optimiser steps done
     * @param items loss on each evaluation item; empty if unknown
     */
    public record Evaluation(int step, double loss, List<Double> items) {
        public Evaluation {
            items = List.copyOf(items);
        }
    }

    /**
     * The diagnosis of a run that ended.
     *
     * @param evaluations at least one, by step
     * @param trainLosses the training loss of steps 1, 2, ...
     */
    public static TrialDiagnosis of(List<Evaluation> evaluations, double[] trainLosses) {
        if (evaluations.isEmpty()) {
            throw new IllegalArgumentException("A run without an evaluation.");
        }
        Evaluation first = evaluations.get(0);
        Evaluation last = evaluations.get(evaluations.size() - 1);
        Evaluation best = first;
        boolean finite = true;
        for (Evaluation evaluation : evaluations) {
            finite &= Double.isFinite(evaluation.loss());
            best = evaluation.loss() < best.loss() || Double.isNaN(best.loss()) ? evaluation : best;
        }
        for (double loss : trainLosses) {
            finite &= Double.isFinite(loss);
        }
        boolean falling = finite && isStillFalling(evaluations);
        double trainedAtBest = trainLoss(trainLosses, best.step());
        double trainedAtEnd = trainLoss(trainLosses, last.step());
        double trainedAtStart = trainLoss(trainLosses, 1);
        Badge badge;
        if (!finite || isAbove(last, first) && trainedAtEnd > trainedAtStart) {
            badge = Badge.DIVERGED;
        } else if (isAbove(last, best) && !(trainedAtEnd > trainedAtBest)) {
            badge = Badge.OVERFIT;
        } else if (evaluations.size() > 1 && !isAbove(first, best) || falling) {
            badge = Badge.UNDERFIT;
        } else {
            badge = Badge.GOOD;
        }
        return new TrialDiagnosis(
                badge,
                best.step(),
                badge == Badge.OVERFIT ? OptionalInt.of(best.step()) : OptionalInt.empty(),
                best.loss() - trainedAtBest,
                last.loss() - trainedAtEnd,
                last.loss() - best.loss(),
                falling);
    }

    /** One plain sentence. */
    public String words() {
        return switch (badge) {
            case DIVERGED ->
                "Diverged: the loss left the numbers, or ended above where it began; try a smaller learning rate.";
            case OVERFIT ->
                "Overfit from step " + bestStep + ": there the evaluation loss was lowest and from there it rose by "
                        + PlainNumbers.difference(rise)
                        + " while the training loss kept falling; the adapter kept is from"
                        + " step " + bestStep + ".";
            case UNDERFIT ->
                stillFalling
                        ? "Underfit: the evaluation loss was still falling when the steps ended; train for longer."
                        : "Underfit: the evaluation loss never fell below its start by more than its noise; try a larger"
                                + " learning rate or more steps.";
            case GOOD -> "Good: the evaluation loss had settled when the steps ended, and didn't rise again.";
        };
    }

    /** Whether {@code a} is above {@code b} by more than the noise. */
    private static boolean isAbove(Evaluation a, Evaluation b) {
        double difference = a.loss() - b.loss();
        double noise = SHARE_OF_LOSS * Math.abs(b.loss());
        int n = a.items().size();
        if (n >= 2 && n == b.items().size()) {
            noise = ERRORS * pairedError(a.items(), b.items());
        }
        return a != b && difference > noise;
    }

    /** Standard error of the mean of a - b over the items. */
    private static double pairedError(List<Double> a, List<Double> b) {
        int n = a.size();
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (a.get(i) - b.get(i)) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += Math.pow(a.get(i) - b.get(i) - mean, 2);
        }
        return Math.sqrt(squares / (n - 1) / n);
    }

    private static double trainLoss(double[] losses, int step) {
        int end = Math.min(step, losses.length);
        int window = Math.max(1, losses.length / WINDOWS);
        double sum = 0;
        for (int i = Math.max(0, end - window); i < end; i++) {
            sum += losses[i];
        }
        return sum / Math.min(window, end);
    }

    private static boolean isStillFalling(List<Evaluation> evaluations) {
        return ConvergenceCheck.isStillFalling(
                evaluations.stream().mapToInt(Evaluation::step).toArray(),
                evaluations.stream().mapToDouble(Evaluation::loss).toArray());
    }
}
