package org.rankscope.metrics;

import java.nio.LongBuffer;
import org.rankscope.model.Task;

/** The share of items whose class was the one predicted. */
final class Hits {
    /** Why there is none. */
    static final String NOTHING = "there is nothing to predict";

    private long items;
    private long hits;

    void add(EvaluatedBatch batch) {
        LongBuffer targets = batch.targets().data().asLongBuffer();
        LongBuffer predicted =
                batch.outcome().get(EvaluatedBatch.PREDICTED).data().asLongBuffer();
        for (int i = 0; i < targets.limit(); i++) {
            if (targets.get(i) != Task.IGNORE) {
                items++;
                hits += predicted.get(i) == targets.get(i) ? 1 : 0;
            }
        }
    }

    /** Not a number where nothing was to be predicted. */
    double share() {
        return (double) hits / items;
    }
}
