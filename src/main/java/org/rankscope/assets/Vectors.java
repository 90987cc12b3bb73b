package org.rankscope.assets;

import org.rankscope.model.NormalNumbers;

/** Vectors of doubles; sums run in index order, so that results are the same everywhere. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    static void scale(double[] a, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] *= factor;
        }
    }

    /**
     * {@code count} random orthonormal vectors of {@code size}: modified Gram-Schmidt, each vector projected twice
     * ("twice is enough", Giraud, Langou and Rozloznik 2005).
     */
    static double[][] orthonormal(int count, int size, NormalNumbers numbers) {
        if (count > size) {
            throw new IllegalArgumentException(count + " orthonormal vectors of " + size + " numbers.");
        }
        double[][] vectors = new double[count][];
        for (int i = 0; i < count; i++) {
            vectors[i] = numbers.next(size);
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    double along = dot(vectors[i], vectors[j]);
                    for (int k = 0; k < size; k++) {
                        vectors[i][k] -= along * vectors[j][k];
                    }
                }
                scale(vectors[i], 1 / norm(vectors[i]));
            }
        }
        return vectors;
    }
}
