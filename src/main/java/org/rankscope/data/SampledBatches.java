package org.rankscope.data;

import java.util.Map;
import org.rankscope.graph.Tensor;

/**
 * Endless training batches. The rows of epoch e are a permutation that follows from the order seed and e alone, epochs
 * follow each other without a gap, and batch n is the n-th stretch of batch-size rows: nothing depends on what was
 * asked for before, on the model, or on the rank.
 */
final class SampledBatches implements TokenBatches {
    private final Rows rows;
    private final BatchSettings settings;
    private long cachedEpoch = -1;
    private int[] cachedOrder;

    SampledBatches(Rows rows, BatchSettings settings) {
        this.rows = rows;
        this.settings = settings;
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
        return Integer.MAX_VALUE;
    }

    @Override
    public Map<String, Tensor> at(int index) {
        BatchTensors batch = new BatchTensors(settings);
        for (int i = 0; i < batchSize(); i++) {
            long position = (long) index * batchSize() + i;
            batch.put(i, rows.at(row(position), position / rows.count()));
        }
        return batch.tensors();
    }

    private synchronized int row(long position) {
        long epoch = position / rows.count();
        if (epoch != cachedEpoch) {
            cachedOrder = SplitMix.permutation(SplitMix.at(settings.orderSeed(), epoch), rows.count());
            cachedEpoch = epoch;
        }
        return cachedOrder[(int) (position % rows.count())];
    }
}
