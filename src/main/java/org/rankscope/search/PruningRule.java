package org.rankscope.search;

import java.util.List;
import java.util.OptionalDouble;
import org.rankscope.train.MetricLine;

/**
 * Whether a run at one learning rate is hopeless beside the best finished one of the same rank. After a third of the
 * steps: it has come down from where it started by less than half as much as the other had at the same step, and lies
 * behind it by more than the tolerance of a verdict.
 *
 * <p>Made after the median stopping rule (Golovin et al., "Google Vizier", 2017, section 3.2), which asks whether a run
 * is below the median of the others at the same step; a rank has too few runs for a median, so this one compares with the
 * best and leaves a wide margin. Only learning rates of one rank are compared: losses of different ranks coincide early
 * and part late, so no rank can be judged by its first steps.
 *
 * @param reference evaluations of the best finished run, by step
 * @param steps that the run will make
 */
public record PruningRule(List<MetricLine> reference, int steps) {
    private static final double FIRST_SHARE = 1.0 / 3;
    private static final double SHARE_OF_GAIN = 0.5;
    private static final double TOLERANCE = 0.01;

    public PruningRule {
        reference = List.copyOf(reference);
    }

    /**
     * Whether the run may stop.
     *
     * @param step steps done
     * @param loss the lowest validation loss up to there
     */
    public boolean isHopeless(int step, double loss) {
        OptionalDouble start = lossAt(0);
        OptionalDouble other = lossAt(step);
        if (step < FIRST_SHARE * steps || start.isEmpty() || other.isEmpty()) {
            return false;
        }
        double behind = loss - other.getAsDouble();
        double gain = start.getAsDouble() - other.getAsDouble();
        return gain > 0 && behind > SHARE_OF_GAIN * gain && behind > TOLERANCE * Math.abs(other.getAsDouble());
    }

    private OptionalDouble lossAt(int step) {
        return reference.stream()
                .filter(line -> line.isEvaluation() && line.step() == step)
                .mapToDouble(MetricLine::evalLoss)
                .findFirst();
    }
}
