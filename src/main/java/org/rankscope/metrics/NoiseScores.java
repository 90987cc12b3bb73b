package org.rankscope.metrics;

import java.util.List;
import java.util.OptionalInt;
import org.rankscope.graph.Tensor;

/**
 * Of a denoiser: its loss on images with little, some and much noise, a third of the steps of the diffusion each. Noise is
 * easy to tell where there is much of it, so that the mean over all steps says little of the drawing. Nothing where the number of
 * steps is not known.
 */
final class NoiseScores implements TaskScores {
    private static final String TIMESTEP = "timestep";
    private static final List<Metric> THIRDS =
            List.of(Metric.LOSS_LITTLE_NOISE, Metric.LOSS_SOME_NOISE, Metric.LOSS_MUCH_NOISE);

    private final OptionalInt steps;
    private final double[] sums = new double[THIRDS.size()];
    private final long[] items = new long[THIRDS.size()];

    NoiseScores(OptionalInt steps) {
        this.steps = steps;
    }

    @Override
    public void add(EvaluatedBatch batch) {
        Tensor timesteps = batch.inputs().get(TIMESTEP);
        if (steps.isEmpty() || timesteps == null) {
            return;
        }
        long[] at = timesteps.longs();
        for (int row = 0; row < at.length; row++) {
            int third = (int) Math.min(THIRDS.size() - 1, at[row] * THIRDS.size() / steps.getAsInt());
            sums[third] += batch.rowLosses()[row];
            items[third] += predicted(batch.targets(), row, at.length);
        }
    }

    @Override
    public Scores scores(double loss) {
        if (steps.isEmpty()) {
            return Scores.NONE;
        }
        Scores.Builder scores = new Scores.Builder();
        for (int third = 0; third < THIRDS.size(); third++) {
            scores.put(THIRDS.get(third), sums[third] / items[third], "no image of the set has that much noise");
        }
        return scores.build();
    }

    private static long predicted(Tensor targets, int row, int rows) {
        int size = (int) (targets.shape().elements() / rows);
        long count = 0;
        for (int i = row * size; i < (row + 1) * size; i++) {
            count += Float.isNaN(targets.data().getFloat(i * Float.BYTES)) ? 0 : 1;
        }
        return count;
    }
}
