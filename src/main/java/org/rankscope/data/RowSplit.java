package org.rankscope.data;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.rankscope.io.RequestException;

/**
 * Holds out a fraction of rows. Rows that are the same, or of one group, stay together; such units are taken in the order
 * of a seeded hash of what is in them, so neither the order of the file nor the number of duplicates decides. Of each class
 * the same fraction is held out, as far as its rows allow; one unit of it at least stays in training. Both sides get
 * something.
 *
 * @param train rows in the order of the file
 * @param validation likewise
 */
record RowSplit(int[] train, int[] validation) {
    /** Throws RequestException, with {@code file} in front, where nothing can be held out. */
    static RowSplit of(Path file, RowIndex index, double fraction, long seed) {
        SplitUnits units = SplitUnits.of(index, seed);
        if (units.count() < 2) {
            throw new RequestException(file + ": all its rows have the same content"
                    + (index.hasGroups() ? " or belong to one group" : "")
                    + ", expected two or more different ones, so that one can be held out for validation; add rows or"
                    + " name a validation file.");
        }
        boolean[] held = new boolean[index.count()];
        long count = index.hasClasses() || index.hasGroups()
                ? holdEvenly(units, new ClassQuota(index, fraction), held)
                : holdInOrder(units, Math.max(1, Math.round(index.count() * fraction)), held);
        if (count == 0) {
            throw new RequestException(
                    file + ": no class has two different rows" + (index.hasGroups() ? " of two groups" : "")
                            + ", so that one could be held out for validation; add rows or name a validation file.");
        }
        return new RowSplit(
                IntStream.range(0, held.length).filter(row -> !held[row]).toArray(),
                IntStream.range(0, held.length).filter(row -> held[row]).toArray());
    }

    private static long holdInOrder(SplitUnits units, long wanted, boolean[] held) {
        long count = 0;
        for (int i = 0; i < units.count() - 1 && count < wanted; i++) {
            count += hold(units, i, held);
        }
        return count;
    }

    private static long holdEvenly(SplitUnits units, ClassQuota quota, boolean[] held) {
        long count = 0;
        for (int unit = 0; unit < units.count(); unit++) {
            if (quota.canSpare(units, unit) && quota.comesNearer(units, unit)) {
                quota.hold(units, unit);
                count += hold(units, unit, held);
            }
        }
        if (count == 0) {
            // every unit is larger than what is wanted: the smallest misses it least
            OptionalInt smallest = IntStream.range(0, units.count())
                    .filter(unit -> quota.canSpare(units, unit))
                    .reduce((best, next) -> units.size(next) < units.size(best) ? next : best);
            count = smallest.isPresent() ? hold(units, smallest.getAsInt(), held) : 0;
        }
        return count;
    }

    private static int hold(SplitUnits units, int unit, boolean[] held) {
        for (int i = 0; i < units.size(unit); i++) {
            held[units.row(unit, i)] = true;
        }
        return units.size(unit);
    }
}
