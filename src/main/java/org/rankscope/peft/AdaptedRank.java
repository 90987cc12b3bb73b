package org.rankscope.peft;

/**
 * Rank and alpha of one module.
 *
 * @param stabilised whether the scaling is alpha / √rank in place of alpha / rank
 */
record AdaptedRank(int rank, double alpha, boolean stabilised) {
    double scaling() {
        return alpha / divisor(rank, stabilised);
    }

    /** The alpha that gives {@code scaling} at {@code rank}. */
    static double alphaFor(double scaling, int rank, boolean stabilised) {
        return scaling * divisor(rank, stabilised);
    }

    private static double divisor(int rank, boolean stabilised) {
        return stabilised ? Math.sqrt(rank) : rank;
    }
}
