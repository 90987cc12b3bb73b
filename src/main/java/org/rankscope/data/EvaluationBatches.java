package org.rankscope.data;

import java.util.Map;
import org.rankscope.graph.Tensor;

/**
 * The held-out rows in their order; the last batch is filled up with rows that predict nothing. Of more than a
 * given number of rows that many are taken at even distances.
 */
final class EvaluationBatches implements TokenBatches {
    /** So many that an evaluation stays short against the training between two of them. */
    static final int MAX_ROWS = 256;

    private final Rows rows;
    private final BatchSettings settings;
    private final int maxRows;

    EvaluationBatches(Rows rows, BatchSettings settings) {
        this(rows, settings, MAX_ROWS);
    }

    EvaluationBatches(Rows rows, BatchSettings settings, int maxRows) {
        this.rows = rows;
        this.settings = settings;
        this.maxRows = maxRows;
    }

    /** Number of rows that are evaluated. */
    int rowCount() {
        return Math.min(maxRows, rows.count());
    }

    @Override
    public int batchSize() {
        return settings.batchSize();
    }

    @Override
    public int sequenceLength() {
        return settings.sequenceLength();
    }

    @Override
    public int count() {
        return (rowCount() + batchSize() - 1) / batchSize();
    }

    @Override
    public Map<String, Tensor> at(int index) {
        if (index < 0 || index >= count()) {
            throw new IndexOutOfBoundsException("Batch " + index + " of " + count() + ".");
        }
        BatchTensors batch = new BatchTensors(batchSize(), sequenceLength(), settings.padTokenId());
        for (int i = 0; i < batchSize() && index * batchSize() + i < rowCount(); i++) {
            int row = (int) ((long) (index * batchSize() + i) * rows.count() / rowCount());
            batch.put(i, rows.ids(row), rows.given(row));
        }
        return batch.tensors();
    }
}
