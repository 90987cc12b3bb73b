package org.rankscope.peft;

/**
 * Rank and alpha of one module.
 *
 * @param stabilised whether the scaling is alpha / √rank in place of alpha / rank
 */
record AdaptedRank(int rank, double alpha, boolean stabilised) {
    /** What a method without ranks has: {@code size} of its own kind, and no scaling. */
    static AdaptedRank unscaled(int size) {
        return new AdaptedRank(size, size, false);
    }

    double scaling() {
        return rank == 0 ? 1 : alpha / divisor(rank, stabilised);
    }

    /** The alpha that gives {@code scaling} at {@code rank}. */
    static double alphaFor(double scaling, int rank, boolean stabilised) {
        return scaling * divisor(rank, stabilised);
    }

    private static double divisor(int rank, boolean stabilised) {
        return stabilised ? Math.sqrt(rank) : rank;
    }
}
