package org.rankscope.data;

import java.util.Map;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;

/**
 * The held-out rows in their order; the last batch is filled up with rows that predict nothing. Of more than a
 * given number of rows that many are taken at even distances. Of image-text pairs a last batch that isn't full is left out.
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
        return wholeBatches() ? chosenRows() / batchSize() * batchSize() : chosenRows();
    }

    /** Rows that would be evaluated, were they not too few for a last batch of pairs. */
    int leftOver() {
        return chosenRows() - rowCount();
    }

    /** Number of rows that are held out. */
    int allRows() {
        return rows.count();
    }

    private int chosenRows() {
        return Math.min(maxRows, rows.count());
    }

    /** Of pairs a batch is the choice that each has: a smaller one would be an easier question. */
    private boolean wholeBatches() {
        return settings.form().task() == Task.CONTRASTIVE;
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
        BatchTensors batch = new BatchTensors(settings);
        for (int i = 0; i < batchSize() && index * batchSize() + i < rowCount(); i++) {
            int row = (int) ((long) (index * batchSize() + i) * rows.count() / rowCount());
            batch.put(i, rows.at(row, 0));
        }
        return batch.tensors();
    }
}
