package org.rankscope.data;

import java.nio.LongBuffer;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/** Puts rows together to the tensors of one batch. Places without a token hold the pad id, mask 0 and no label. */
final class BatchTensors {
    private final int sequenceLength;
    private final Tensor inputIds;
    private final Tensor attentionMask;
    private final Tensor labels;

    BatchTensors(int batchSize, int sequenceLength, int padTokenId) {
        this.sequenceLength = sequenceLength;
        Shape shape = Shape.of(batchSize, sequenceLength);
        inputIds = Tensor.zeros(DType.INT64, shape);
        attentionMask = Tensor.zeros(DType.INT64, shape);
        labels = Tensor.zeros(DType.INT64, shape);
        LongBuffer ids = inputIds.data().asLongBuffer();
        LongBuffer mask = attentionMask.data().asLongBuffer();
        LongBuffer wanted = labels.data().asLongBuffer();
        for (int place = 0; place < batchSize * sequenceLength; place++) {
            ids.put(place, padTokenId);
            wanted.put(place, TokenBatches.IGNORE);
            // a row nothing is put in keeps one place to attend to: a softmax over none has no value
            mask.put(place, place % sequenceLength == 0 ? 1 : 0);
        }
    }

    /** Puts {@code ids} in row {@code row}; the first {@code given} of them are not predicted. */
    BatchTensors put(int row, int[] ids, int given) {
        LongBuffer inputs = inputIds.data().asLongBuffer().position(row * sequenceLength);
        LongBuffer mask = attentionMask.data().asLongBuffer().position(row * sequenceLength);
        LongBuffer wanted = labels.data().asLongBuffer().position(row * sequenceLength);
        for (int i = 0; i < ids.length; i++) {
            inputs.put(ids[i]);
            mask.put(1);
            wanted.put(i < given ? TokenBatches.IGNORE : ids[i]);
        }
        return this;
    }

    Map<String, Tensor> tensors() {
        return Map.of(
                TokenBatches.INPUT_IDS, inputIds,
                TokenBatches.ATTENTION_MASK, attentionMask,
                TokenBatches.LABELS, labels);
    }
}
