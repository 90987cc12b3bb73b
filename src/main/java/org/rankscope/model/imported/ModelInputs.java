package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.RawValue;

/**
 * What a file asks for at each run, and where it comes from: ids, mask and types of tokens and images from the batch;
 * positions count up from 0; a cache of earlier keys and values is empty.
 */
final class ModelInputs {
    private static final String IDS = "input_ids";
    private static final String IMAGES = "pixel_values";
    private static final String POSITIONS = "position_ids";
    private static final String CACHE_SWITCH = "use_cache_branch";
    private static final String DECODER_IDS = "decoder_input_ids";
    private static final List<String> TOKENS =
            List.of(IDS, "attention_mask", "token_type_ids", DECODER_IDS, "decoder_attention_mask");
    private static final List<String> FED =
            Stream.concat(TOKENS.stream(), Stream.of(IMAGES)).toList();
    private static final int TOKEN_AXES = 2;
    private static final int IMAGE_AXES = 4;

    private final String file;
    private final List<RawValue> declared;

    private ModelInputs(String file, List<RawValue> declared) {
        this.file = file;
        this.declared = declared;
    }

    /**
     * Checks what the file asks for.
     *
     * @param read the inputs that the logits need; others don't matter
     */
    static ModelInputs of(String file, List<RawValue> declared, Set<String> read) {
        List<RawValue> used =
                declared.stream().filter(input -> read.contains(input.name())).toList();
        ModelInputs inputs = new ModelInputs(file, used);
        used.forEach(inputs::check);
        inputs.checkLengths();
        if (inputs.fed().isEmpty()) {
            throw inputs.problem("its logits depend on none of the inputs " + TOKENS + " and " + IMAGES + "; it has "
                    + OneLine.listed(declared.stream().map(RawValue::name).toList(), 8));
        }
        return inputs;
    }

    private void check(RawValue input) {
        boolean tokens = TOKENS.contains(input.name()) || input.name().equals(POSITIONS);
        boolean images = input.name().equals(IMAGES);
        if (!tokens && !images && !isCache(input) && !input.name().equals(CACHE_SWITCH)) {
            throw problem("its logits depend on an input " + OneLine.quoted(input.name())
                    + ", which training can't fill; expected " + TOKENS + ", " + POSITIONS + " or " + IMAGES);
        }
        if (input.dtype().isEmpty()) {
            throw problem("its input " + OneLine.quoted(input.name()) + " is of the type " + input.typeName()
                    + ", expected a tensor of one of " + List.of(DType.values()));
        }
        int axes = images ? IMAGE_AXES : TOKEN_AXES;
        if ((tokens || images) && input.dims().isPresent() && input.dims().get().size() != axes) {
            throw problem("its input " + OneLine.quoted(input.name()) + " has the shape " + shape(input) + ", expected "
                    + (images ? "[batch, channels, height, width]" : "[batch, sequence]"));
        }
        if (images && sizes(input, 1).contains(RawValue.FREE)) {
            throw problem("its input " + OneLine.quoted(input.name()) + " has the shape " + shape(input)
                    + "; export the model with channels, height and width fixed");
        }
    }

    /** Encoder and decoder are given rows of one length. */
    private void checkLengths() {
        List<Long> lengths = fixed(1, TOKENS).distinct().toList();
        if (lengths.size() > 1) {
            throw problem("its inputs are fixed to rows of " + lengths.get(0) + " and of " + lengths.get(1)
                    + " tokens, expected one length; export the model with dynamic axes");
        }
    }

    private static boolean isCache(RawValue input) {
        return input.name().startsWith("past");
    }

    private static String shape(RawValue input) {
        return input.dims().orElse(List.of()).toString().replace("-1", "?");
    }

    private List<Long> sizes(RawValue input, int from) {
        List<Long> dims = input.dims()
                .orElseThrow(() -> problem("its input " + OneLine.quoted(input.name())
                        + " has no shape; export the model with the shapes of its inputs"));
        return dims.subList(Math.min(from, dims.size()), dims.size());
    }

    /** What the inputs of these names have their axis fixed to. */
    private Stream<Long> fixed(int axis, List<String> names) {
        return declared.stream()
                .filter(input -> names.contains(input.name()))
                .filter(input -> input.dims().isPresent())
                .map(input -> input.dims().get().get(axis))
                .filter(size -> size != RawValue.FREE);
    }

    /** The batch size that the file is bound to, if it is. */
    Optional<Long> fixedBatch() {
        return fixed(0, FED).findFirst();
    }

    /** The sequence length that the file is bound to, if it is. */
    Optional<Long> fixedLength() {
        return fixed(1, TOKENS).findFirst();
    }

    boolean takesTokens() {
        return declared.stream().anyMatch(input -> input.name().equals(IDS));
    }

    /** Whether a decoder is given what it has said so far, beside what an encoder reads. */
    boolean takesDecoderTokens() {
        return declared.stream().anyMatch(input -> input.name().equals(DECODER_IDS));
    }

    /** The names of what the batch must hold. */
    Set<String> fed() {
        Set<String> fed = new LinkedHashSet<>();
        for (String name : FED) {
            declared.stream().filter(input -> input.name().equals(name)).forEach(input -> fed.add(input.name()));
        }
        return fed;
    }

    /** Tokens are INT64 [batch, seq], images FLOAT [batch, channels, height, width], whatever type the file asks for. */
    List<Value> batch(int batchSize, int sequenceLength) {
        checkFits(batchSize, sequenceLength);
        List<Value> values = new ArrayList<>();
        for (String name : fed()) {
            if (name.equals(IMAGES)) {
                List<Long> image = sizes(declared(name), 1);
                values.add(new Value(name, DType.FLOAT, new Shape(image).prepend(batchSize)));
            } else {
                values.add(new Value(name, DType.INT64, Shape.of(batchSize, sequenceLength)));
            }
        }
        return values;
    }

    private void checkFits(int batchSize, int sequenceLength) {
        boolean batchFits = fixedBatch().stream().allMatch(size -> size == batchSize);
        boolean lengthFits = fixedLength().stream().allMatch(size -> size == sequenceLength);
        if (!batchFits || !lengthFits) {
            List<String> needed = new ArrayList<>();
            fixedBatch().ifPresent(size -> needed.add("batch_size " + size));
            fixedLength().ifPresent(size -> needed.add("sequence_length " + size));
            throw problem("the file is fixed to " + String.join(" and ", needed) + ", asked for were batch_size "
                    + batchSize + " and sequence_length " + sequenceLength
                    + "; use those, or export the model with dynamic axes");
        }
    }

    private RawValue declared(String name) {
        return declared.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The type in which the file asks for an input. */
    DType typeInFile(String name) {
        return declared(name).dtype().orElseThrow();
    }

    /** Inputs that are the same in every batch. */
    Map<String, Tensor> constants(int batchSize, int sequenceLength) {
        Map<String, Tensor> constants = new LinkedHashMap<>();
        for (RawValue input : declared) {
            if (input.name().equals(POSITIONS)) {
                constants.put(input.name(), positions(input, batchSize, sequenceLength));
            } else if (isCache(input)) {
                constants.put(input.name(), Tensor.zeros(input.dtype().orElseThrow(), empty(input, batchSize)));
            } else if (input.name().equals(CACHE_SWITCH)) {
                Shape shape = new Shape(sizes(input, 0).stream().map(size -> 1L).toList());
                constants.put(input.name(), Tensor.zeros(input.dtype().orElseThrow(), shape));
            }
        }
        return constants;
    }

    private Tensor positions(RawValue input, int batchSize, int sequenceLength) {
        long rows =
                input.dims().map(dims -> dims.get(0)).filter(size -> size == 1).orElse((long) batchSize);
        long[] counted = new long[Math.toIntExact(rows * sequenceLength)];
        for (int i = 0; i < counted.length; i++) {
            counted[i] = i % sequenceLength;
        }
        Tensor positions = Tensor.ofLongs(Shape.of(rows, sequenceLength), counted);
        if (input.dtype().orElseThrow() == DType.INT64) {
            return positions;
        } else if (input.dtype().orElseThrow() != DType.INT32) {
            throw problem("its input " + POSITIONS + " is of the type " + input.typeName() + ", expected INT64");
        }
        Tensor narrow = Tensor.zeros(DType.INT32, positions.shape());
        for (int i = 0; i < counted.length; i++) {
            narrow.data().putInt(i * Integer.BYTES, (int) counted[i]);
        }
        return narrow;
    }

    /** The first free axis is the batch, the one after it the past, which is empty. */
    private Shape empty(RawValue input, int batchSize) {
        List<Long> dims = new ArrayList<>(sizes(input, 0));
        for (int axis = 0; axis < dims.size(); axis++) {
            if (dims.get(axis) == RawValue.FREE) {
                dims.set(axis, axis == 0 ? (long) batchSize : 0L);
            }
        }
        if (!dims.contains(0L)) {
            throw problem("its input " + OneLine.quoted(input.name()) + " has the shape " + shape(input)
                    + ", so that its cache can't be empty; export the model without cache");
        }
        return new Shape(dims);
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + ".");
    }
}
