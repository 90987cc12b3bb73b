package org.rankscope.data;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How many rows of each class are to be held out, and what is left of them. The fraction of each class is rounded so that
 * the sum is that of all rows (largest remainder method); without classes, all rows are one.
 */
final class ClassQuota {
    private final RowIndex index;
    /** Rows that are still to be held out; fewer than none where a unit was larger than that. */
    private final long[] wanted;
    /** Rows that are in training as yet. */
    private final long[] left;
    /** Classes of the unit that is looked at, and how many rows it has of each. */
    private final int[] classes;

    private final long[] counts;
    private int found;

    ClassQuota(RowIndex index, double fraction) {
        this.index = index;
        left = index.hasClasses() ? index.classCounts() : new long[] {index.count()};
        wanted = new long[left.length];
        classes = new int[left.length];
        counts = new long[left.length];
        long open = Math.max(1, Math.round(index.count() * fraction));
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = Math.min(left[i] - 1, (long) (left[i] * fraction));
            open -= wanted[i];
        }
        int[] byRemainder = IntStream.range(0, wanted.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> wanted[i] - left[i] * fraction))
                .mapToInt(i -> i)
                .toArray();
        for (int i : byRemainder) {
            if (open > 0 && wanted[i] < left[i] - 1) {
                wanted[i]++;
                open--;
            }
        }
    }

    /** Whether some row of each class stays in training without {@code unit}. */
    boolean canSpare(SplitUnits units, int unit) {
        count(units, unit);
        return IntStream.range(0, found).map(i -> classes[i]).allMatch(c -> counts[c] < left[c]);
    }

    /** Whether, with {@code unit} held out, what is held out comes nearer to what is wanted, over all classes. */
    boolean comesNearer(SplitUnits units, int unit) {
        count(units, unit);
        return IntStream.range(0, found)
                        .map(i -> classes[i])
                        .mapToLong(c -> Math.abs(wanted[c]) - Math.abs(wanted[c] - counts[c]))
                        .sum()
                > 0;
    }

    /** Holds out {@code unit}. */
    void hold(SplitUnits units, int unit) {
        count(units, unit);
        for (int i = 0; i < found; i++) {
            left[classes[i]] -= counts[classes[i]];
            wanted[classes[i]] -= counts[classes[i]];
        }
    }

    /** Counts the classes of a unit; there may be thousands of classes, and most units are a single row. */
    private void count(SplitUnits units, int unit) {
        while (found > 0) {
            counts[classes[--found]] = 0;
        }
        for (int i = 0; i < units.size(unit); i++) {
            int c = index.hasClasses() ? index.classOf(units.row(unit, i)) : 0;
            if (counts[c]++ == 0) {
                classes[found++] = c;
            }
        }
    }
}
