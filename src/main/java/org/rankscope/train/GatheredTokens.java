package org.rankscope.train;

import java.nio.LongBuffer;
import java.util.Map;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/** Ids, masks and targets of batches, one after the other. */
final class GatheredTokens {
    private final Tensor ids;
    private final Tensor attention;
    private final Tensor targets;
    private final LongBuffer idsLeft;
    private final LongBuffer attentionLeft;
    private final LongBuffer targetsLeft;
    private final int length;

    GatheredTokens(Shape shape) {
        ids = Tensor.zeros(DType.INT64, shape);
        attention = Tensor.zeros(DType.INT64, shape);
        targets = Tensor.zeros(DType.INT64, shape);
        idsLeft = ids.data().asLongBuffer();
        attentionLeft = attention.data().asLongBuffer();
        targetsLeft = targets.data().asLongBuffer();
        length = (int) shape.dim(-1);
    }

    /** Adds a batch; says how many tokens it predicts. Position t predicts the label at t + 1 of its row. */
    long append(Map<String, Tensor> batch) {
        idsLeft.put(batch.get(TokenBatches.INPUT_IDS).data().asLongBuffer());
        attentionLeft.put(batch.get(TokenBatches.ATTENTION_MASK).data().asLongBuffer());
        long[] labels = batch.get(TokenBatches.LABELS).longs();
        long predicted = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean last = (i + 1) % length == 0;
            long target = last ? TokenBatches.IGNORE : labels[i + 1];
            predicted += target == TokenBatches.IGNORE ? 0 : 1;
            targetsLeft.put(target);
        }
        return predicted;
    }

    void addTo(Map<String, Tensor> feeds, String prefix) {
        feeds.put(prefix + TokenBatches.INPUT_IDS, ids);
        feeds.put(prefix + TokenBatches.ATTENTION_MASK, attention);
        feeds.put(prefix + ModelLoss.TARGETS, targets);
    }

    /** How many tokens each row of batch {@code index} predicts. */
    static long[] predictedByRow(TokenBatches batches, int index) {
        long[] labels = batches.at(index).get(TokenBatches.LABELS).longs();
        int length = batches.sequenceLength();
        long[] counts = new long[labels.length / length];
        for (int i = 0; i < labels.length; i++) {
            if (i % length > 0 && labels[i] != TokenBatches.IGNORE) {
                counts[i / length]++;
            }
        }
        return counts;
    }
}
