package org.rankscope.train;

import java.util.Map;
import org.rankscope.data.RandomInputs;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;

/** Batches of random numbers in what a model takes: whole rows of tokens, all that can be predicted is. */
record RandomBatches(BaseModel model, Task task, int batchSize, int sequenceLength) implements TokenBatches {
    static RandomBatches of(BaseModel model, TrialSpec spec) {
        return new RandomBatches(model, spec.task(), spec.batchSize(), spec.sequenceLength());
    }

    @Override
    public int count() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Map<String, Tensor> at(int index) {
        RandomInputs random = new RandomInputs(index);
        Map<String, Tensor> batch = random.of(model, batchSize, sequenceLength);
        Value labels = task.labels(model.inputs(batchSize, sequenceLength), model.outputSize());
        batch.put(LABELS, random.of(labels, task == Task.CONTRASTIVE ? batchSize : Math.max(1, model.outputSize())));
        return batch;
    }
}
