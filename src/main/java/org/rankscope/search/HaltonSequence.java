package org.rankscope.search;

/**
 * Points that fill the unit cube more evenly than random ones do: coordinate d of point n is the radical inverse of n in
 * the d-th prime (Halton, 1960), shifted by a random number modulo 1 so that seeds differ (Cranley and Patterson, 1976).
 */
final class HaltonSequence {
    private static final int[] PRIMES = {2, 3, 5, 7};

    private final double[] shift;

    /** @param shift one number in [0, 1) for each coordinate, at most {@code PRIMES} */
    HaltonSequence(double[] shift) {
        if (shift.length > PRIMES.length) {
            throw new IllegalArgumentException("At most " + PRIMES.length + " coordinates, asked for " + shift.length);
        }
        this.shift = shift.clone();
    }

    /** Point {@code n}, from 0. */
    double[] point(int n) {
        double[] point = new double[shift.length];
        for (int d = 0; d < point.length; d++) {
            point[d] = (radicalInverse(n + 1, PRIMES[d]) + shift[d]) % 1;
        }
        return point;
    }

    /** The digits of {@code n} in {@code base}, mirrored at the point: 6 = 110 in base 2 gives 0.011. */
    static double radicalInverse(int n, int base) {
        double inverse = 0;
        double place = 1.0 / base;
        for (int rest = n; rest > 0; rest /= base) {
            inverse += rest % base * place;
            place /= base;
        }
        return inverse;
    }
}
