package org.rankscope.proof;

import java.util.Locale;

/** How the singular values of a planted update go down from the first. */
public enum Spectrum {
    /** All the same: the sharpest bend. */
    EQUAL,
    /** By the same step, from the first to the first over r*. */
    LINEAR,
    /** Each half of the one before. */
    HALVING;

    /** {@code rank} values, the first of which is {@code strength}. */
    double[] values(int rank, double strength) {
        double[] values = new double[rank];
        for (int i = 0; i < rank; i++) {
            values[i] = strength
                    * switch (this) {
                        case EQUAL -> 1;
                        case LINEAR -> (rank - i) / (double) rank;
                        case HALVING -> Math.pow(0.5, i);
                    };
        }
        return values;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
