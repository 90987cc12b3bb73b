package org.rankscope.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;

/**
 * What a batch is made of.
 *
 * @param inputs what the model takes; their first axis is the batch, and of token inputs (INT64) the second one the sequence
 * @param classes labels are below it
 * @param limits what the numbers of token inputs are below, where that is known
 */
public record BatchForm(Task task, List<Value> inputs, int classes, Map<String, Integer> limits) {
    /** Masks, and the tokens that each of them is 1 at. */
    static final Map<String, String> MASKED = Map.of(
            TokenBatches.ATTENTION_MASK, TokenBatches.INPUT_IDS,
            TokenBatches.DECODER_ATTENTION_MASK, TokenBatches.DECODER_INPUT_IDS);

    public BatchForm {
        inputs = List.copyOf(inputs);
        limits = Map.copyOf(limits);
    }

    /** Token ids, a mask, and the tokens themselves as labels. */
    static BatchForm ofTokens(int vocabSize, int batchSize, int sequenceLength) {
        Shape tokens = Shape.of(batchSize, sequenceLength);
        return new BatchForm(
                Task.CAUSAL_LM,
                List.of(
                        new Value(TokenBatches.INPUT_IDS, DType.INT64, tokens),
                        new Value(TokenBatches.ATTENTION_MASK, DType.INT64, tokens)),
                vocabSize,
                Map.of(TokenBatches.INPUT_IDS, vocabSize));
    }

    /** What {@code model} takes for {@code task}. */
    public static BatchForm of(ModelGraph model, Task task, int batchSize, int sequenceLength) {
        List<Value> inputs = model.inputs(batchSize, sequenceLength);
        Map<String, Integer> limits = new HashMap<>();
        inputs.forEach(input -> model.valuesOf(input.name()).ifPresent(limit -> limits.put(input.name(), limit)));
        return new BatchForm(task, inputs, model.outputSize(), limits);
    }

    /** Type and shape of the labels. */
    Value labels() {
        return task.labels(inputs, classes);
    }

    /** The input called {@code name}; empty where the model doesn't take it. */
    Optional<Value> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    /** Whether labels are numbers to come near to, not classes. */
    boolean predictsNumbers() {
        return labels().dtype() == DType.FLOAT;
    }

    boolean takesTokens() {
        return inputs.stream().anyMatch(BatchForm::isTokens);
    }

    static boolean isTokens(Value input) {
        return input.dtype() == DType.INT64 && input.shape().rank() == 2;
    }
}
