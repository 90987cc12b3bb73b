package org.rankscope.data;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;

/**
 * Batches from a safetensors file, taken in order: one tensor for each input of the model and {@code labels}, each
 * [steps, batch, ...], or [steps, micro-batch, batch, ...], whose batches are numbered step by step. Everything in the
 * file is checked before the first is used. Batches are views of the mapped file.
 */
final class PretokenizedBatches implements TokenBatches {
    private final Map<String, Tensor> tensors;
    private final Task task;

    private PretokenizedBatches(Map<String, Tensor> tensors, Task task) {
        this.tensors = tensors;
        this.task = task;
    }

    /** Training batches; the file must have as many micro-batches a step as the settings ask for. */
    static PretokenizedBatches forTraining(Path file, BatchSettings settings) {
        BatchFile read = BatchFile.read(file, settings);
        if (read.microBatches() != settings.gradientAccumulationSteps()) {
            throw new RequestException(file + ": has " + read.microBatches()
                    + (read.microBatches() == 1 ? " micro-batch" : " micro-batches") + " a step (shape "
                    + read.tensors().values().iterator().next().shape() + "), but gradient_accumulation_steps is "
                    + settings.gradientAccumulationSteps() + ".");
        }
        Task task = settings.form().task();
        Tensor labels = read.tensors().get(LABELS);
        for (int step = 0; step < labels.shape().dim(0); step++) {
            if (predicted(labels.at(step), task) == 0) {
                throw new RequestException(
                        file + ": the labels of step " + (step + 1) + " predict nothing; all are " + IGNORE + ".");
            }
        }
        return new PretokenizedBatches(flattened(read), task);
    }

    /** Evaluation batches, which must have the form of {@code train}'s. */
    static PretokenizedBatches forEvaluation(Path file, BatchSettings settings, PretokenizedBatches train) {
        PretokenizedBatches batches = new PretokenizedBatches(
                flattened(BatchFile.read(file, settings)), settings.form().task());
        if (batches.batchSize() != train.batchSize() || batches.sequenceLength() != train.sequenceLength()) {
            throw new RequestException(file + ": its batches are [" + batches.batchSize() + ", "
                    + batches.sequenceLength() + "], expected [" + train.batchSize() + ", "
                    + train.sequenceLength() + "] as for training.");
        } else if (batches.predictedItems() == 0) {
            throw new RequestException(file + ": its labels predict nothing; all are " + IGNORE + ".");
        }
        return batches;
    }

    @Override
    public int batchSize() {
        return (int) tensors.get(LABELS).shape().dim(1);
    }

    @Override
    public int sequenceLength() {
        return tensors.values().stream()
                .filter(tensor -> tensor.shape().rank() == BatchFile.TOKENS_RANK)
                .mapToInt(tensor -> (int) tensor.shape().dim(2))
                .findFirst()
                .orElse(1);
    }

    @Override
    public int count() {
        return (int) tensors.get(LABELS).shape().dim(0);
    }

    @Override
    public Map<String, Tensor> at(int index) {
        Map<String, Tensor> batch = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> batch.put(name, tensor.at(index)));
        return batch;
    }

    /** Labels that count in a loss. */
    long predictedItems() {
        return predicted(tensors.get(LABELS), task);
    }

    private static long predicted(Tensor labels, Task task) {
        if (labels.dtype() == DType.FLOAT) {
            long count = 0;
            for (float number : labels.floats()) {
                count += Float.isNaN(number) ? 0 : 1;
            }
            return count;
        }
        long count = 0;
        for (long target : task.targets(labels.longs(), (int) labels.shape().dim(-1))) {
            count += target == IGNORE ? 0 : 1;
        }
        return count;
    }

    private static Map<String, Tensor> flattened(BatchFile file) {
        Map<String, Tensor> flat = new LinkedHashMap<>();
        file.tensors().forEach((name, tensor) -> {
            Shape batch = new Shape(tensor.shape()
                    .dims()
                    .subList(file.leadingAxes(), tensor.shape().rank()));
            flat.put(name, tensor.reshaped(batch.prepend(tensor.shape().elements() / batch.elements())));
        });
        return flat;
    }
}
