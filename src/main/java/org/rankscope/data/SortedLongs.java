package org.rankscope.data;

import java.util.Arrays;

/** Sets of numbers as sorted arrays, where a hash set would take many times the room. */
final class SortedLongs {
    private SortedLongs() {}

    /** Sorts {@code values} in place and returns each once. */
    static long[] distinct(long[] values) {
        Arrays.parallelSort(values);
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[i - 1]) {
                values[count++] = values[i];
            }
        }
        return count == values.length ? values : Arrays.copyOf(values, count);
    }

    static boolean contains(long[] sorted, long value) {
        return Arrays.binarySearch(sorted, value) >= 0;
    }
}
