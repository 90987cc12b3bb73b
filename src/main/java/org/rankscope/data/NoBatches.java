package org.rankscope.data;

import java.util.Map;
import org.rankscope.graph.Tensor;

/** The validation of data that has none. */
record NoBatches(int batchSize, int sequenceLength) implements TokenBatches {
    @Override
    public int count() {
        return 0;
    }

    @Override
    public Map<String, Tensor> at(int index) {
        throw new IndexOutOfBoundsException("Batch " + index + " of none.");
    }
}
