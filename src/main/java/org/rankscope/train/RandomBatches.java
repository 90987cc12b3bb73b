package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.DType;
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
        SplittableRandom random = new SplittableRandom(index);
        List<Value> inputs = model.inputs(batchSize, sequenceLength);
        Map<String, Tensor> batch = new LinkedHashMap<>();
        for (Value input : inputs) {
            boolean mask = input.name().endsWith(ATTENTION_MASK);
            int limit = model.valuesOf(input.name()).orElse(1);
            batch.put(input.name(), random(input, random, mask ? 1 : 0, mask ? 2 : limit));
        }
        batch.put(LABELS, labels(inputs, random));
        return batch;
    }

    private Tensor labels(List<Value> inputs, SplittableRandom random) {
        Value labels = task.labels(inputs, model.outputSize());
        return random(labels, random, 0, task == Task.CONTRASTIVE ? batchSize : Math.max(1, model.outputSize()));
    }

    private static Tensor random(Value like, SplittableRandom random, long from, long to) {
        long count = like.shape().elements();
        if (like.dtype() == DType.FLOAT) {
            float[] numbers = new float[Math.toIntExact(count)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextDouble(-1, 1);
            }
            return Tensor.ofFloats(like.shape(), numbers);
        }
        return Tensor.ofLongs(like.shape(), random.longs(count, from, to).toArray());
    }
}
