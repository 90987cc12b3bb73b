package org.rankscope.data;

import java.util.Arrays;

/**
 * How long rows are, in tokens, before any of them is cut.
 *
 * @param sorted lengths from the shortest to the longest
 * @param truncated how many were cut
 */
record Lengths(int[] sorted, int truncated) {
    private static final int BINS = 10;

    static Lengths of(int[] lengths, int truncated) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        return new Lengths(sorted, truncated);
    }

    int longest() {
        return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
    }

    double mean() {
        return Arrays.stream(sorted).average().orElse(0);
    }

    /** The length that a share of the rows does not exceed: the smallest such (nearest rank). */
    int quantile(double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    double truncatedShare() {
        return sorted.length == 0 ? 0 : (double) truncated / sorted.length;
    }

    /** Rows up to each of a few lengths at even distances, the last of them the longest. */
    int[] histogram() {
        int[] counts = new int[BINS];
        for (int length : sorted) {
            counts[Math.min(BINS - 1, (Math.max(1, length) - 1) / binWidth())]++;
        }
        return counts;
    }

    /** Lengths that go into one count of the histogram. */
    int binWidth() {
        return Math.max(1, (longest() + BINS - 1) / BINS);
    }
}
