package org.rankscope.data;

import java.util.Map;
import org.rankscope.model.NoiseSchedule;
import org.rankscope.model.NormalNumbers;

/**
 * Images with noise, which is what a denoiser is to find: x_t = √ᾱ_t · x + √(1 - ᾱ_t) · ε with ε from the standard normal
 * distribution (Ho, Jain and Abbeel 2020, arXiv 2006.11239, equation 4 and algorithm 1). In training, step and noise follow
 * from the seed, the epoch and the row. In an evaluation each image comes several times, at the middles of equal stretches
 * of steps, with noise that follows from the row alone: every trial and every evaluation sees the same.
 *
 * @param images rows with {@code sample}, the image
 * @param seed of training; null for an evaluation
 */
record NoisedRows(Rows images, NoiseSchedule schedule, Long seed) implements Rows {
    /** How often an image comes in an evaluation: from the clearest stretch of steps to the noisiest. */
    static final int EVALUATED_STEPS = 4;

    @Override
    public int count() {
        return seed == null ? Math.multiplyExact(images.count(), EVALUATED_STEPS) : images.count();
    }

    @Override
    public EncodedRow at(int row, long epoch) {
        if (seed == null) {
            // all images at one step, then at the next: of a part of the rows, at even distances, no step is missing
            int stretch = row / images.count();
            int step = (int) ((2L * stretch + 1) * schedule.steps() / (2 * EVALUATED_STEPS));
            return noised(images.at(row % images.count(), 0), step, SplitMix.at(0, row));
        }
        long draw = SplitMix.at(SplitMix.at(seed, epoch), row);
        int step = (int) (((draw >>> 32) * schedule.steps()) >>> 32);
        return noised(images.at(row, epoch), step, draw);
    }

    @Override
    public long predictedItems() {
        return images.predictedItems() * (seed == null ? EVALUATED_STEPS : 1);
    }

    private EncodedRow noised(EncodedRow image, int step, long draw) {
        float[] clear = image.real().get(TokenBatches.SAMPLE);
        double bar = schedule.alphaBars().get(step);
        float kept = (float) Math.sqrt(bar);
        float added = (float) Math.sqrt(1 - bar);
        NormalNumbers normal = new NormalNumbers(draw);
        float[] noise = new float[clear.length];
        float[] sample = new float[clear.length];
        for (int i = 0; i < clear.length; i++) {
            noise[i] = (float) normal.next();
            sample[i] = kept * clear[i] + added * noise[i];
        }
        return new EncodedRow(
                Map.of(TokenBatches.TIMESTEP, new int[] {step}),
                Map.of(TokenBatches.SAMPLE, sample, TokenBatches.LABELS, noise),
                0,
                false,
                noise.length);
    }
}
