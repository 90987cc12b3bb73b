package org.rankscope.data;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.Task;

/**
 * Puts rows together to the tensors of one batch: all inputs that the model asks for, and the labels of the task. Places
 * without a token hold the pad id, mask 0 and no label; a row that nothing is put in predicts nothing.
 */
final class BatchTensors {
    /** The label of what is not predicted, where labels are numbers with a fraction. */
    static final float NO_NUMBER = Float.NaN;

    /** Inputs that rows of files can fill; a model with others takes ready-made batches. */
    static final Set<String> FILLED = Set.of(
            TokenBatches.INPUT_IDS,
            TokenBatches.ATTENTION_MASK,
            TokenBatches.TOKEN_TYPE_IDS,
            TokenBatches.DECODER_INPUT_IDS,
            TokenBatches.DECODER_ATTENTION_MASK,
            TokenBatches.PIXEL_VALUES,
            TokenBatches.SAMPLE,
            TokenBatches.TIMESTEP,
            BatchTensors.POSITIONS);

    private static final String POSITIONS = "position_ids";

    private final Task task;
    private final int batchSize;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    BatchTensors(BatchSettings settings) {
        task = settings.form().task();
        batchSize = settings.batchSize();
        settings.form().inputs().forEach(input -> tensors.put(input.name(), empty(input, settings.padTokenId())));
        tensors.put(TokenBatches.LABELS, empty(settings.form().labels(), settings.padTokenId()));
    }

    /** Puts {@code row} at {@code place}. */
    BatchTensors put(int place, EncodedRow row) {
        tensors.forEach((name, tensor) -> {
            int from = Math.toIntExact(place * tensor.shape().elements() / batchSize);
            if (name.equals(TokenBatches.LABELS) && task == Task.CONTRASTIVE) {
                tensor.data().asLongBuffer().put(from, place);
            } else if (row.real().containsKey(name)) {
                tensor.data().asFloatBuffer().position(from).put(row.real().get(name));
            } else if (row.whole().containsKey(name)) {
                LongBuffer target = tensor.data().asLongBuffer().position(from);
                for (int value : row.whole().get(name)) {
                    target.put(value);
                }
            } else if (BatchForm.MASKED.containsKey(name)) {
                LongBuffer mask = tensor.data().asLongBuffer();
                int tokens = row.whole().get(BatchForm.MASKED.get(name)).length;
                for (int i = 0; i < tokens; i++) {
                    mask.put(from + i, 1);
                }
            }
        });
        return this;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    private static Tensor empty(Value value, int padTokenId) {
        Tensor tensor = Tensor.zeros(value.dtype(), value.shape());
        int row = (int) value.shape().dim(-1);
        if (value.dtype() == DType.FLOAT && value.name().equals(TokenBatches.LABELS)) {
            FloatBuffer labels = tensor.data().asFloatBuffer();
            while (labels.hasRemaining()) {
                labels.put(NO_NUMBER);
            }
        } else if (value.dtype() == DType.INT64) {
            LongBuffer places = tensor.data().asLongBuffer();
            for (int i = 0; i < places.limit(); i++) {
                places.put(i, nothing(value.name(), i % row, padTokenId));
            }
        }
        return tensor;
    }

    private static long nothing(String name, int place, int padTokenId) {
        return switch (name) {
            case TokenBatches.LABELS -> TokenBatches.IGNORE;
            case POSITIONS -> place;
            default -> {
                if (BatchForm.MASKED.containsValue(name)) {
                    yield padTokenId;
                }
                // a row nothing is put in keeps one place to attend to: a softmax over none has no value
                yield BatchForm.MASKED.containsKey(name) && place == 0 ? 1 : 0;
            }
        };
    }
}
