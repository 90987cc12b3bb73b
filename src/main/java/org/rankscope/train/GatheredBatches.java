package org.rankscope.train;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/** Batches one after the other, in the tensors that a run is fed: a model's inputs, and targets in place of labels. */
final class GatheredBatches {
    /** The input of encoders that may be left out of a batch: all tokens are of the first segment then. */
    private static final String TOKEN_TYPES = "token_type_ids";

    private final Targets wanted;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, ByteBuffer> left = new LinkedHashMap<>();

    /**
     * @param fed inputs of a batch, and {@link ModelLoss#TARGETS}
     * @param front axes in front of a batch
     */
    GatheredBatches(Targets wanted, List<Value> fed, Shape front) {
        this.wanted = wanted;
        for (Value value : fed) {
            Tensor tensor =
                    Tensor.zeros(value.dtype(), front.append(value.shape().dims()));
            tensors.put(value.name(), tensor);
            left.put(value.name(), tensor.data().duplicate().order(tensor.data().order()));
        }
    }

    /** Adds a batch; says how many items it predicts. */
    long append(Map<String, Tensor> batch) {
        left.forEach((name, target) -> {
            Tensor tensor = batch.get(name);
            if (tensor != null) {
                target.put(tensor.data().duplicate());
            } else if (name.equals(TOKEN_TYPES)) {
                Tensor ids = batch.get(TokenBatches.INPUT_IDS);
                target.position(target.position() + ids.data().remaining());
            } else if (!name.equals(ModelLoss.TARGETS)) {
                throw new IllegalArgumentException("A batch of " + batch.keySet() + " has no '" + name + "'.");
            }
        });
        Tensor labels = batch.get(TokenBatches.LABELS);
        left.get(ModelLoss.TARGETS).put(wanted.of(labels).data().duplicate());
        return LongStream.of(wanted.countByRow(labels)).sum();
    }

    void addTo(Map<String, Tensor> feeds, String prefix) {
        tensors.forEach((name, tensor) -> feeds.put(prefix + name, tensor));
    }
}
