package org.rankscope.data;

/** Rows of one fixed length, from which batches are put together. Any thread. */
interface Rows {
    int count();

    /** Ids of row {@code row}, at most as many as a row has places, at least two. */
    int[] ids(int row);

    /** Number of ids at the start of the row that are given, not predicted: at least 1, less than there are ids. */
    int given(int row);

    /** Predicted tokens in all rows. */
    default long predictedTokens() {
        long sum = 0;
        for (int row = 0; row < count(); row++) {
            sum += ids(row).length - given(row);
        }
        return sum;
    }
}
