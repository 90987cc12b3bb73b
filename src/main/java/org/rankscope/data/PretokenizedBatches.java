package org.rankscope.data;

import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * Batches from a safetensors file, taken in order: {@code input_ids}, {@code attention_mask} and {@code labels}, INT64,
 * [steps, batch, seq], or [steps, micro-batch, batch, seq], whose batches are numbered step by step. Everything in the
 * file is checked before the first is used. Batches are views of the mapped file.
 */
final class PretokenizedBatches implements TokenBatches {
    private static final List<String> NAMES = List.of(INPUT_IDS, ATTENTION_MASK, LABELS);
    private static final int PLAIN_RANK = 3;

    private final Map<String, Tensor> tensors;

    private PretokenizedBatches(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /** Training batches; the file must have as many micro-batches a step as {@code accumulationSteps}. */
    static PretokenizedBatches forTraining(Path file, int vocabSize, int accumulationSteps) {
        Map<String, Tensor> tensors = read(file, vocabSize);
        Shape shape = tensors.get(INPUT_IDS).shape();
        long micro = shape.rank() == PLAIN_RANK ? 1 : shape.dim(1);
        if (micro != accumulationSteps) {
            throw new RequestException(file + ": has " + micro + (micro == 1 ? " micro-batch" : " micro-batches")
                    + " a step (shape " + shape + "), but gradient_accumulation_steps is " + accumulationSteps + ".");
        }
        checkEachStepPredicts(file, tensors.get(LABELS));
        return new PretokenizedBatches(flattened(tensors));
    }

    /** Evaluation batches, which must have the form of {@code train}'s. */
    static PretokenizedBatches forEvaluation(Path file, int vocabSize, PretokenizedBatches train) {
        Map<String, Tensor> tensors = read(file, vocabSize);
        PretokenizedBatches batches = new PretokenizedBatches(flattened(tensors));
        if (batches.batchSize() != train.batchSize() || batches.sequenceLength() != train.sequenceLength()) {
            throw new RequestException(file + ": its batches are [" + batches.batchSize() + ", "
                    + batches.sequenceLength() + "], expected [" + train.batchSize() + ", "
                    + train.sequenceLength() + "] as for training.");
        } else if (batches.predictedTokens() == 0) {
            throw new RequestException(file + ": its labels predict nothing; all are " + IGNORE + ".");
        }
        return batches;
    }

    @Override
    public int batchSize() {
        return (int) tensors.get(INPUT_IDS).shape().dim(1);
    }

    @Override
    public int sequenceLength() {
        return (int) tensors.get(INPUT_IDS).shape().dim(2);
    }

    @Override
    public int count() {
        return (int) tensors.get(INPUT_IDS).shape().dim(0);
    }

    @Override
    public Map<String, Tensor> at(int index) {
        Map<String, Tensor> batch = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> batch.put(name, tensor.at(index)));
        return batch;
    }

    /** Labels that count in a loss: all but the ignored ones and those at the first place of a row. */
    long predictedTokens() {
        return predicted(tensors.get(LABELS).data().asLongBuffer(), sequenceLength());
    }

    private static Map<String, Tensor> read(Path path, int vocabSize) {
        SafetensorsFile file = SafetensorsFile.open(path);
        for (String name : NAMES) {
            if (!file.names().contains(name)) {
                throw new RequestException(
                        path + ": there is no tensor '" + name + "', expected " + String.join(", ", NAMES) + ".");
            }
        }
        for (String name : file.names()) {
            if (!NAMES.contains(name)) {
                throw new RequestException(path + ": tensor '" + name
                        + "' isn't an input of a language model, expected only " + String.join(", ", NAMES) + ".");
            }
        }
        Shape shape = file.shape(INPUT_IDS);
        if (shape.rank() != PLAIN_RANK && shape.rank() != PLAIN_RANK + 1
                || shape.elements() == 0
                || shape.dim(-1) < BatchSettings.MIN_SEQUENCE_LENGTH) {
            throw new RequestException(path + ": tensor '" + INPUT_IDS + "' has the shape " + shape
                    + ", expected [steps, batch, sequence] or [steps, micro-batch, batch, sequence],"
                    + " with sequences of two tokens or more.");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (file.dtype(name) != DType.INT64) {
                throw new RequestException(
                        path + ": tensor '" + name + "' is stored as " + file.dtype(name) + ", expected INT64.");
            } else if (!file.shape(name).equals(shape)) {
                throw new RequestException(path + ": tensor '" + name + "' has the shape " + file.shape(name)
                        + ", but '" + INPUT_IDS + "' has " + shape + "; both must be the same.");
            }
            tensors.put(name, file.tensor(name));
        }
        checkRange(path, INPUT_IDS, tensors.get(INPUT_IDS), vocabSize - 1, false);
        checkRange(path, ATTENTION_MASK, tensors.get(ATTENTION_MASK), 1, false);
        checkRange(path, LABELS, tensors.get(LABELS), vocabSize - 1, true);
        return tensors;
    }

    private static void checkRange(Path path, String name, Tensor tensor, long largest, boolean mayIgnore) {
        LongBuffer values = tensor.data().asLongBuffer();
        for (int i = 0; i < values.limit(); i++) {
            long value = values.get(i);
            if ((value < 0 || value > largest) && !(mayIgnore && value == IGNORE)) {
                throw new RequestException(path + ": tensor '" + name + "' holds " + value + " at "
                        + place(i, tensor.shape()) + ", expected 0 to " + largest
                        + (mayIgnore ? " or " + IGNORE : "") + ".");
            }
        }
    }

    private static void checkEachStepPredicts(Path path, Tensor labels) {
        for (int step = 0; step < labels.shape().dim(0); step++) {
            if (predicted(labels.at(step).data().asLongBuffer(), (int)
                            labels.shape().dim(-1))
                    == 0) {
                throw new RequestException(
                        path + ": the labels of step " + (step + 1) + " predict nothing; all are " + IGNORE + ".");
            }
        }
    }

    private static long predicted(LongBuffer labels, int sequenceLength) {
        long count = 0;
        for (int i = 0; i < labels.limit(); i++) {
            count += i % sequenceLength != 0 && labels.get(i) != IGNORE ? 1 : 0;
        }
        return count;
    }

    private static Map<String, Tensor> flattened(Map<String, Tensor> tensors) {
        Map<String, Tensor> flat = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Shape shape = tensor.shape();
            long rows = shape.dim(-2);
            long length = shape.dim(-1);
            flat.put(name, tensor.reshaped(Shape.of(shape.elements() / (rows * length), rows, length)));
        });
        return flat;
    }

    private static String place(int index, Shape shape) {
        long[] place = new long[shape.rank()];
        long rest = index;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            place[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return Shape.of(place).toString();
    }
}
