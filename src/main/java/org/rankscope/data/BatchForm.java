package org.rankscope.data;

import java.util.List;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.ModelGraph;

/**
 * What a batch is made of.
 *
 * @param inputs what the model takes; their first axis is the batch, and of token inputs (INT64) the second one the sequence
 * @param classes labels are below it
 */
public record BatchForm(Task task, List<Value> inputs, int classes) {
    public BatchForm {
        inputs = List.copyOf(inputs);
    }

    /** Token ids, a mask, and the tokens themselves as labels. */
    static BatchForm ofTokens(int vocabSize) {
        Shape one = Shape.of(1, 1);
        return new BatchForm(
                Task.CAUSAL_LM,
                List.of(
                        new Value(TokenBatches.INPUT_IDS, DType.INT64, one),
                        new Value(TokenBatches.ATTENTION_MASK, DType.INT64, one)),
                vocabSize);
    }

    /** What {@code model} takes for {@code task}. */
    public static BatchForm of(ModelGraph model, Task task, int batchSize, int sequenceLength) {
        return new BatchForm(task, model.inputs(batchSize, sequenceLength), model.outputSize());
    }

    boolean takesTokens() {
        return inputs.stream().anyMatch(BatchForm::isTokens);
    }

    static boolean isTokens(Value input) {
        return input.dtype() == DType.INT64 && input.shape().rank() == 2;
    }
}
