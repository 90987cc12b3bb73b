package org.rankscope.assets;

import org.rankscope.graph.Tensor;
import org.rankscope.model.NormalNumbers;

/** The largest singular value of a weight, by power iteration on WᵀW (Golub and Van Loan, section 8.2). */
final class SpectralNorm {
    private static final int MAX_ITERATIONS = 1_000;
    private static final double TOLERANCE = 1e-9;
    private static final long START_SEED = 1;

    private SpectralNorm() {}

    /** ‖W‖₂ of {@code weight}, FLOAT [out, in]. */
    static double of(Tensor weight) {
        float[] w = weight.floats();
        int in = Math.toIntExact(weight.shape().dim(1));
        int out = Math.toIntExact(weight.shape().dim(0));
        double[] x = new NormalNumbers(START_SEED).next(in);
        double norm = 0;
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            Vectors.scale(x, 1 / Vectors.norm(x));
            double[] y = new double[out];
            double[] next = new double[in];
            for (int row = 0; row < out; row++) {
                for (int column = 0; column < in; column++) {
                    y[row] += w[row * in + column] * x[column];
                }
                for (int column = 0; column < in; column++) {
                    next[column] += w[row * in + column] * y[row];
                }
            }
            double before = norm;
            norm = Vectors.norm(y);
            if (norm == 0 || Math.abs(norm - before) <= TOLERANCE * norm) {
                return norm;
            }
            x = next;
        }
        return norm;
    }
}
