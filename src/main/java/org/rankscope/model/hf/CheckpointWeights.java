package org.rankscope.model.hf;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.safetensors.SafetensorsFile;

/**
 * The weights of a Hugging Face directory, checked by name, shape and type against what the architecture expects before
 * any is read. Any thread.
 */
final class CheckpointWeights {
    private static final Set<DType> FLOATING = EnumSet.of(DType.FLOAT, DType.FLOAT16, DType.BFLOAT16);
    private static final long MAX_TENSOR_BYTES = Integer.MAX_VALUE - 8;
    private static final int READ_BYTES = 1 << 20;
    private static final int NAMES_IN_MESSAGE = 4;

    private final Map<String, SafetensorsFile> fileOf;
    private final Map<String, String> storedName;

    private CheckpointWeights(Map<String, SafetensorsFile> fileOf, Map<String, String> storedName) {
        this.fileOf = fileOf;
        this.storedName = storedName;
    }

    /**
     * The weights in {@code files}.
     *
     * @param expected every parameter of the model with its shape
     * @param names how those are called in the file
     * @param mayLack parameters that the file need not hold
     */
    static CheckpointWeights of(
            CheckpointFiles files, Map<String, Shape> expected, StoredNames names, Predicate<String> mayLack) {
        return checked(files.source(), files.fileOf(), expected, names, mayLack);
    }

    /** Whether the file holds {@code parameter}. */
    boolean holds(String parameter) {
        return fileOf.containsKey(parameter);
    }

    /** What the file calls {@code parameter}. */
    String storedName(String parameter) {
        return storedName.get(parameter);
    }

    /** Type that a parameter is stored in: FLOAT, FLOAT16 or BFLOAT16. */
    DType storedDtype(String parameter) {
        return fileOf.get(parameter).dtype(storedName.get(parameter));
    }

    /**
     * The values of a parameter, FLOAT: a view of the mapped file where it is stored so, otherwise a new copy, widened
     * (which is exact), at every call.
     */
    Tensor weight(String parameter) {
        if (!fileOf.containsKey(parameter)) {
            throw new IllegalArgumentException("The model has no parameter '" + parameter + "'.");
        }
        Tensor stored = stored(parameter);
        if (stored.shape().elements() * DType.FLOAT.bytes() > MAX_TENSOR_BYTES) {
            throw new RequestException(tooLarge(fileOf.get(parameter), storedName.get(parameter), DType.FLOAT)
                    + " choose precision '"
                    + (stored.dtype() == DType.BFLOAT16 ? Precision.BF16 : Precision.FP16).json()
                    + "' on a CUDA device, where it stays as it is stored, or a smaller model.");
        }
        return HalfNumbers.widened(stored);
    }

    /** The values of a parameter in their own type, a view of the mapped file. */
    Tensor stored(String parameter) {
        return fileOf.get(parameter).tensor(storedName.get(parameter));
    }

    private static String tooLarge(SafetensorsFile file, String name, DType dtype) {
        return file.path() + ": tensor '" + name + "' " + file.shape(name) + " takes 2 GiB or more as "
                + (dtype == DType.FLOAT ? "float32" : dtype.toString().toLowerCase(Locale.ROOT))
                + ", more than one buffer holds;";
    }

    /** Puts the values of a parameter into {@code target}, widened, without mapping the file. */
    void read(String parameter, FloatBuffer target) {
        SafetensorsFile file = fileOf.get(parameter);
        DType dtype = storedDtype(parameter);
        FloatBuffer to = target.duplicate().clear();
        file.read(storedName.get(parameter), ByteBuffer.allocateDirect(READ_BYTES), piece -> {
            Tensor part = new Tensor(dtype, Shape.of(piece.remaining() / dtype.bytes()), piece);
            to.put(HalfNumbers.widened(part).data().asFloatBuffer());
        });
    }

    private static CheckpointWeights checked(
            Path source,
            Map<String, SafetensorsFile> files,
            Map<String, Shape> expected,
            StoredNames names,
            Predicate<String> mayLack) {
        boolean bare = names.isBare(files.keySet());
        Map<String, String> storedNames = new LinkedHashMap<>();
        expected.keySet().forEach(name -> {
            String newer = bare ? names.bare(names.stored(name)) : names.stored(name);
            String stored = Stream.of(newer, StoredNames.older(newer), bare ? names.bare(name) : name)
                    .filter(files::containsKey)
                    .findFirst()
                    .orElse(newer);
            if (files.containsKey(stored) || !mayLack.test(name)) {
                storedNames.put(name, stored);
            }
        });

        List<String> missing = storedNames.values().stream()
                .filter(name -> !files.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new RequestException(source + ": missing " + listed(missing) + "; config.json asks for "
                    + (missing.size() == 1 ? "it." : "them."));
        }
        Set<String> wanted = Set.copyOf(storedNames.values());
        List<String> unknown = files.keySet().stream()
                .filter(name ->
                        !wanted.contains(name) && !names.ignored().matcher(name).matches())
                .toList();
        if (!unknown.isEmpty()) {
            throw new RequestException(
                    source + ": holds " + listed(unknown) + ", which the model of config.json doesn't have.");
        }
        Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
        storedNames.forEach((name, stored) -> {
            Shape shape = expected.get(name);
            SafetensorsFile file = files.get(stored);
            if (!file.shape(stored).equals(shape)
                    && mayLack.test(name)
                    && shape.dim(0) != file.shape(stored).dim(0)) {
                throw new RequestException(file.path() + ": the head '" + stored + "' was made for "
                        + file.shape(stored).dim(0) + " classes, expected " + shape.dim(0)
                        + " as the labels are; " + HeadSpec.HOW_TO_ASK_FOR_FRESH + " to train a new head in its place,"
                        + " or give labels that fit.");
            } else if (!file.shape(stored).equals(shape)) {
                throw new RequestException(file.path() + ": tensor '" + stored + "' has the shape " + file.shape(stored)
                        + ", expected " + shape + " by config.json.");
            }
            if (!FLOATING.contains(file.dtype(stored))) {
                throw new RequestException(file.path() + ": tensor '" + stored + "' is stored as " + file.dtype(stored)
                        + ", expected one of " + FLOATING + ".");
            }
            DType dtype = file.dtype(stored);
            if (shape.elements() * dtype.bytes() > MAX_TENSOR_BYTES) {
                throw new RequestException(tooLarge(file, stored, dtype) + " choose a smaller model.");
            }
            fileOf.put(name, file);
        });
        return new CheckpointWeights(fileOf, storedNames);
    }

    private static String listed(Collection<String> names) {
        String first = names.stream()
                .limit(NAMES_IN_MESSAGE)
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        String more = names.size() > NAMES_IN_MESSAGE ? " and " + (names.size() - NAMES_IN_MESSAGE) + " more" : "";
        return (names.size() == 1 ? "tensor " : names.size() + " tensors: ") + first + more;
    }
}
