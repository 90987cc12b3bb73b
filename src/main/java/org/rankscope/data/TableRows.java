package org.rankscope.data;

import java.util.Arrays;

/** Chosen rows of a measured table. */
record TableRows(MeasuredTable table, int[] chosen) implements Rows {
    @Override
    public int count() {
        return chosen.length;
    }

    @Override
    public EncodedRow at(int row, long epoch) {
        return table.row(chosen[row]);
    }

    @Override
    public long predictedItems() {
        return table.kept() == null
                ? table.predicted() * chosen.length / Math.max(1, table.index().count())
                : Arrays.stream(chosen)
                        .mapToLong(i -> table.kept()[i].predicted())
                        .sum();
    }
}
