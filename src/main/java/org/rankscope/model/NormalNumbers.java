package org.rankscope.model;

import java.util.SplittableRandom;

/**
 * Numbers of a normal distribution with mean 0 and standard deviation 1, the same for a seed on every platform: the
 * polar method (Marsaglia and Bray 1964) on SplitMix64, with strict arithmetic. One thread.
 */
public final class NormalNumbers {
    private final SplittableRandom uniform;
    private double spare = Double.NaN;

    public NormalNumbers(long seed) {
        uniform = new SplittableRandom(seed);
    }

    public double next() {
        if (!Double.isNaN(spare)) {
            double next = spare;
            spare = Double.NaN;
            return next;
        }
        while (true) {
            double x = 2 * uniform.nextDouble() - 1;
            double y = 2 * uniform.nextDouble() - 1;
            double square = x * x + y * y;
            if (square > 0 && square < 1) {
                double factor = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
                spare = y * factor;
                return x * factor;
            }
        }
    }

    /** The next {@code count} numbers. */
    public double[] next(int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = next();
        }
        return numbers;
    }
}
