package org.rankscope.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;

/** Random numbers in what a graph takes, for runs of which only time, memory or agreement counts. One thread. */
public final class RandomInputs {
    /** Where it isn't known how many values an input may have. */
    private static final int FEWEST_VALUES = 2;

    private final SplittableRandom random;

    public RandomInputs(long seed) {
        random = new SplittableRandom(seed);
    }

    /** For {@code batch} rows of {@code length} tokens: tokens that the model knows, numbers from -1 to 1, and masks that hide nothing. */
    public Map<String, Tensor> of(ModelGraph model, int batch, int length) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Value input : model.inputs(batch, length)) {
            inputs.put(
                    input.name(),
                    input.name().endsWith(TokenBatches.ATTENTION_MASK)
                            ? whole(input, 1, 2)
                            : of(input, model.valuesOf(input.name()).orElse(FEWEST_VALUES)));
        }
        return inputs;
    }

    /** FLOAT: from -1 to 1; INT64: from 0 to below {@code limit}. */
    public Tensor of(Value like, int limit) {
        if (like.dtype() != DType.FLOAT) {
            return whole(like, 0, limit);
        }
        float[] numbers = new float[Math.toIntExact(like.shape().elements())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.ofFloats(like.shape(), numbers);
    }

    private Tensor whole(Value like, long from, long to) {
        return Tensor.ofLongs(
                like.shape(), random.longs(like.shape().elements(), from, to).toArray());
    }
}
