package org.rankscope.data;

/** Rows from which batches are put together. Any thread. */
interface Rows {
    int count();

    /**
     * Row {@code row}, which predicts something.
     *
     * @param epoch how often the data were gone through before: rows that hold noise hold other noise in each epoch
     */
    EncodedRow at(int row, long epoch);

    /** Predicted items in all rows; near enough where there are too many rows to look at each. */
    long predictedItems();
}
