package org.rankscope.data;

import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * The tensors of a file of ready-made batches, checked: the model's inputs, then the labels.
 *
 * @param leadingAxes axes in front of the batch: 1 for [steps], 2 for [steps, micro-batch]
 */
record BatchFile(Map<String, Tensor> tensors, int leadingAxes) {
    /** Axes of a tensor of tokens [steps, batch, seq]. */
    static final int TOKENS_RANK = 3;

    private static final String LABELS = TokenBatches.LABELS;
    private static final String TOKEN_TYPES = "token_type_ids";

    /** Reads {@code path}; throws RequestException where it does not hold what {@code settings} ask for. */
    static BatchFile read(Path path, BatchSettings settings) {
        SafetensorsFile file = SafetensorsFile.open(path);
        BatchForm form = settings.form();
        checkNames(path, file, form);
        Value first = form.inputs().get(0);
        Shape shape = file.shape(first.name());
        int leading = shape.rank() - first.shape().rank();
        if (leading < 1 || leading > 2 || shape.elements() == 0) {
            throw new RequestException(path + ": tensor '" + first.name() + "' has the shape " + shape + ", expected "
                    + axes(first, false) + " or " + axes(first, true) + ", none of them empty.");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Value input : form.inputs()) {
            if (file.names().contains(input.name())) {
                Shape expected = sequenceOf(input, first, file, shape, leading);
                tensors.put(input.name(), checked(path, file, input.name(), input.dtype(), expected, first.name()));
            }
        }
        Value labels = form.labels();
        Shape wanted =
                switch (form.task()) {
                    case CAUSAL_LM, TOKEN_CLASSIFICATION, SEQ2SEQ_LM -> shape;
                    default -> withInner(shape, leading, labels);
                };
        tensors.put(LABELS, checked(path, file, LABELS, labels.dtype(), wanted, first.name()));
        if (form.task() == Task.CAUSAL_LM && shape.dim(-1) < BatchSettings.MIN_SEQUENCE_LENGTH) {
            throw new RequestException(path + ": tensor '" + first.name() + "' has the shape " + shape
                    + ", expected sequences of two tokens or more.");
        }
        checkRanges(path, tensors, settings);
        return new BatchFile(tensors, leading);
    }

    /** Sequences are as long as the file has them, all of one length: so are the graphs that are built for them. */
    private static Shape sequenceOf(Value input, Value first, SafetensorsFile file, Shape shape, int leading) {
        if (!BatchForm.isTokens(input)) {
            return withInner(shape, leading, input);
        }
        Shape own = BatchForm.isTokens(first) ? shape : file.shape(TokenBatches.INPUT_IDS);
        return new Shape(shape.dims().subList(0, leading + 1)).append(List.of(own.dim(-1)));
    }

    /** Micro-batches of a step. */
    long microBatches() {
        Shape labels = tensors.get(LABELS).shape();
        return leadingAxes == 1 ? 1 : labels.dim(1);
    }

    private static void checkNames(Path path, SafetensorsFile file, BatchForm form) {
        List<String> inputs = form.inputs().stream().map(Value::name).toList();
        String expected = String.join(", ", inputs) + ", " + LABELS;
        for (Value input : form.inputs()) {
            if (!file.names().contains(input.name()) && !input.name().equals(TOKEN_TYPES)) {
                throw new RequestException(
                        path + ": there is no tensor '" + input.name() + "', expected " + expected + ".");
            }
        }
        if (!file.names().contains(LABELS)) {
            throw new RequestException(path + ": there is no tensor '" + LABELS + "', expected " + expected + ".");
        }
        for (String name : file.names()) {
            // A model without a mask sees every token; what is padded at the end of a causal row has no label anyway.
            if (!inputs.contains(name) && !name.equals(LABELS) && !name.equals(TokenBatches.ATTENTION_MASK)) {
                throw new RequestException(
                        path + ": tensor '" + name + "' isn't an input of the model, expected only " + expected + ".");
            }
        }
    }

    private static Tensor checked(
            Path path, SafetensorsFile file, String name, DType dtype, Shape expected, String like) {
        if (file.dtype(name) != dtype) {
            throw new RequestException(
                    path + ": tensor '" + name + "' is stored as " + file.dtype(name) + ", expected " + dtype + ".");
        } else if (!file.shape(name).equals(expected)) {
            throw new RequestException(path + ": tensor '" + name + "' has the shape " + file.shape(name)
                    + ", expected " + expected + " beside the shape " + file.shape(like) + " of '" + like + "'.");
        }
        return file.tensor(name);
    }

    private static void checkRanges(Path path, Map<String, Tensor> tensors, BatchSettings settings) {
        tensors.forEach((name, tensor) -> {
            switch (name) {
                case TokenBatches.ATTENTION_MASK -> checkRange(path, name, tensor, 1, false);
                case LABELS -> {
                    if (tensor.dtype() == DType.INT64) {
                        checkRange(path, name, tensor, classes(tensor, settings.form()) - 1, true);
                    }
                }
                default -> {
                    Integer limit = settings.form().limits().get(name);
                    if (limit != null) {
                        checkRange(path, name, tensor, limit - 1, false);
                    }
                }
            }
        });
    }

    /** Labels are below it; of pairs they are rows of the batch. */
    private static long classes(Tensor labels, BatchForm form) {
        return form.task() == Task.CONTRASTIVE ? labels.shape().dim(-1) : form.classes();
    }

    private static void checkRange(Path path, String name, Tensor tensor, long largest, boolean mayIgnore) {
        LongBuffer values = tensor.data().asLongBuffer();
        for (int i = 0; i < values.limit(); i++) {
            long value = values.get(i);
            if ((value < 0 || value > largest) && !(mayIgnore && value == TokenBatches.IGNORE)) {
                throw new RequestException(path + ": tensor '" + name + "' holds " + value + " at "
                        + place(i, tensor.shape()) + ", expected 0 to " + largest
                        + (mayIgnore ? " or " + TokenBatches.IGNORE : "") + ".");
            }
        }
    }

    /** {@code like}'s axes up to the batch, then those of one item of {@code input}. */
    private static Shape withInner(Shape like, int leading, Value input) {
        return new Shape(like.dims().subList(0, leading + 1))
                .append(input.shape().inner().dims());
    }

    private static String axes(Value input, boolean micro) {
        String item = BatchForm.isTokens(input)
                ? "sequence"
                : String.join(
                        ", ",
                        input.shape().inner().dims().stream()
                                .map(String::valueOf)
                                .toList());
        return "[steps, " + (micro ? "micro-batch, " : "") + "batch, " + item + "]";
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
