package org.rankscope.data;

/**
 * SplitMix64 as a function of a counter: number n of a stream is had without those before it, and is the same on every
 * machine and Java version (Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, figure 16).
 */
final class SplitMix {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private SplitMix() {}

    /** Number {@code counter} of the stream that {@code seed} names. */
    static long at(long seed, long counter) {
        long z = seed + (counter + 1) * GOLDEN_GAMMA;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** A permutation of 0 to {@code size} - 1 (Fisher-Yates). */
    static int[] permutation(long seed, int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = (int) ((at(seed, i) >>> 32) * (i + 1) >>> 32);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
