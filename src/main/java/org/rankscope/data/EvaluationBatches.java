package org.rankscope.data;

import java.util.Map;
import org.rankscope.graph.Tensor;

/**
 * The held-out rows in their order; the last batch is filled up with rows that predict nothing. Of more than
 * {@link #MAX_ROWS} rows that many are taken at even distances, so that an evaluation stays short against the training
 * between two of them.
 */
final class EvaluationBatches implements TokenBatches {
    static final int MAX_ROWS = 256;

    private final Rows rows;
    private final BatchSettings settings;

    EvaluationBatches(Rows rows, BatchSettings settings) {
        this.rows = rows;
        this.settings = settings;
    }

    /** Number of rows that are evaluated. */
    int rowCount() {
        return Math.min(MAX_ROWS, rows.count());
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
