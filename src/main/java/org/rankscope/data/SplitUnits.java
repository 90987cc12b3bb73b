package org.rankscope.data;

import java.util.Arrays;

/**
 * What must not be torn apart by a split: rows with the same fingerprint or of the same group, and what hangs together by
 * several of those.
 */
final class SplitUnits {
    /** Rows by unit. */
    private final int[] rows;
    /** Where in them each unit starts; at last their number. */
    private final int[] starts;

    private SplitUnits(int[] rows, int[] starts) {
        this.rows = rows;
        this.starts = starts;
    }

    /** Units in an order of chance, which {@code seed} names. */
    static SplitUnits of(RowIndex index, long seed) {
        long[] keys = keys(index, seed);
        long[] order = SortedLongs.distinct(keys.clone());
        int[] starts = new int[order.length + 1];
        int[] units = new int[keys.length];
        for (int row = 0; row < keys.length; row++) {
            units[row] = Arrays.binarySearch(order, keys[row]);
            starts[units[row] + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        int[] rows = new int[keys.length];
        for (int row = 0; row < keys.length; row++) {
            rows[next[units[row]]++] = row;
        }
        return new SplitUnits(rows, starts);
    }

    int count() {
        return starts.length - 1;
    }

    /** Rows of {@code unit}. */
    int size(int unit) {
        return starts[unit + 1] - starts[unit];
    }

    /** Row {@code i} of {@code unit}, in the order of the file. */
    int row(int unit, int i) {
        return rows[starts[unit] + i];
    }

    /** A number for each row, the same within a unit and there only; their order is that of chance. */
    private static long[] keys(RowIndex index, long seed) {
        long[] keys = new long[index.count()];
        if (!index.hasGroups()) {
            for (int row = 0; row < keys.length; row++) {
                keys[row] = SplitMix.at(seed, index.fingerprint(row));
            }
            return keys;
        }
        long[] fingerprints = new long[keys.length];
        long[] groups = new long[keys.length];
        for (int row = 0; row < keys.length; row++) {
            fingerprints[row] = index.fingerprint(row);
            groups[row] = index.group(row);
        }
        long[] contents = SortedLongs.distinct(fingerprints);
        int[] parents = joined(index, contents, SortedLongs.distinct(groups));
        for (int row = 0; row < keys.length; row++) {
            // the smallest fingerprint of a unit stands for it: SplitMix gives different ones different numbers
            int content = Arrays.binarySearch(contents, index.fingerprint(row));
            keys[row] = SplitMix.at(seed, contents[root(parents, content)]);
        }
        return keys;
    }

    /** Union of contents and, behind them, groups; the root of each set is its smallest member, and so a content. */
    private static int[] joined(RowIndex index, long[] contents, long[] groups) {
        int[] parents = new int[Math.addExact(contents.length, groups.length)];
        Arrays.setAll(parents, i -> i);
        for (int row = 0; row < index.count(); row++) {
            if (index.group(row) != RowIndex.NO_GROUP) {
                int one = root(parents, Arrays.binarySearch(contents, index.fingerprint(row)));
                int other = root(parents, contents.length + Arrays.binarySearch(groups, index.group(row)));
                parents[Math.max(one, other)] = Math.min(one, other);
            }
        }
        return parents;
    }

    private static int root(int[] parents, int member) {
        int current = member;
        while (parents[current] != current) {
            parents[current] = parents[parents[current]];
            current = parents[current];
        }
        return current;
    }
}
