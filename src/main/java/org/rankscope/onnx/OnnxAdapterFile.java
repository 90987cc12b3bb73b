package org.rankscope.onnx;

import com.google.flatbuffers.FlatBufferBuilder;
import com.google.flatbuffers.Table;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.AtomicFiles;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;

/**
 * ONNX Runtime's adapter files ({@code .onnx_adapter}): tensors by the names of the graph inputs that they are fed to, as a
 * FlatBuffer with the identifier {@value #IDENTIFIER} (ONNX Runtime, {@code lora/adapter_format/adapter_schema.fbs}, format
 * version 1).
 *
 * <p>Decision: the two tables of that schema are walked by the numbers of their fields; there is no generated code.
 */
public final class OnnxAdapterFile {
    /** How such files are called. */
    public static final String SUFFIX = ".onnx_adapter";

    private static final String IDENTIFIER = "TORT";
    private static final int FORMAT_VERSION = 1;

    /** What a buffer of FlatBuffers holds, with room for names and shapes. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (1 << 24);

    /** Every number is aligned to this many bytes. */
    private static final int ALIGNMENT = 8;

    private static final int MOST_AXES = 8;

    /** Fields of the schema's {@code Adapter}. */
    private enum AdapterField {
        FORMAT_VERSION,
        ADAPTER_VERSION,
        MODEL_VERSION,
        PARAMETERS
    }

    /** Fields of the schema's {@code Parameter}. */
    private enum ParameterField {
        NAME,
        DIMS,
        DATA_TYPE,
        RAW_DATA
    }

    private final String file;

    private OnnxAdapterFile(Path path) {
        this.file = OneLine.of(path.toString());
    }

    /** Whether {@code path} is called like such a file. */
    public static boolean isNamedSo(Path path) {
        return path.toString().endsWith(SUFFIX);
    }

    // ---- writing ---------------------------------------------------------------------------------------------------

    /**
     * Replaces {@code file}, whole or not at all.
     *
     * @throws RequestException if the tensors are more than such a file can hold
     */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        long bytes = tensors.values().stream()
                .mapToLong(tensor -> tensor.data().remaining())
                .sum();
        if (bytes > MOST_BYTES) {
            throw new RequestException(file + ": the adapter takes " + bytes + " bytes, and an " + SUFFIX
                    + " file holds less than 2 GiB; export it as a PEFT directory.");
        }
        FlatBufferBuilder builder = new FlatBufferBuilder((int) bytes + (1 << 16));
        int[] parameters = tensors.entrySet().stream()
                .mapToInt(entry -> parameter(builder, entry.getKey(), entry.getValue()))
                .toArray();
        int all = builder.createVectorOfTables(parameters);
        builder.startTable(AdapterField.values().length);
        builder.addOffset(AdapterField.PARAMETERS.ordinal(), all, 0);
        // The versions of adapter and model are the writer's own affair: the runtime looks at neither.
        builder.addInt(AdapterField.FORMAT_VERSION.ordinal(), FORMAT_VERSION, 0);
        builder.finish(builder.endTable(), IDENTIFIER);
        ByteBuffer finished = builder.dataBuffer();
        AtomicFiles.write(file, channel -> {
            while (finished.hasRemaining()) {
                channel.write(finished);
            }
        });
    }

    private static int parameter(FlatBufferBuilder builder, String name, Tensor tensor) {
        ByteBuffer numbers = tensor.data().duplicate();
        builder.createUnintializedVector(1, numbers.remaining(), ALIGNMENT).put(numbers);
        int data = builder.endVector();
        long[] sizes = tensor.shape().toArray();
        builder.startVector(Long.BYTES, sizes.length, Long.BYTES);
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            builder.addLong(sizes[axis]);
        }
        int dims = builder.endVector();
        int text = builder.createString(name);
        builder.startTable(ParameterField.values().length);
        builder.addOffset(ParameterField.RAW_DATA.ordinal(), data, 0);
        builder.addInt(ParameterField.DATA_TYPE.ordinal(), tensor.dtype().onnxNumber(), 0);
        builder.addOffset(ParameterField.DIMS.ordinal(), dims, 0);
        builder.addOffset(ParameterField.NAME.ordinal(), text, 0);
        return builder.endTable();
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    /** The tensors of {@code path}, views of the mapped file; a {@link RequestException} says what is wrong with it. */
    public static Map<String, Tensor> read(Path path) {
        return new OnnxAdapterFile(path).tensors(path);
    }

    private Map<String, Tensor> tensors(Path path) {
        ByteBuffer bytes = map(path);
        if (bytes.remaining() < 2 * Integer.BYTES || !FlatTable.isCalled(bytes, IDENTIFIER)) {
            throw problem("is no ONNX Runtime adapter: it lacks the mark '" + IDENTIFIER + "'; export it again");
        }
        try {
            FlatTable adapter = FlatTable.root(bytes);
            int version = adapter.integer(AdapterField.FORMAT_VERSION.ordinal());
            if (version != FORMAT_VERSION) {
                throw problem(
                        "is written in version " + version + " of the adapter format, expected " + FORMAT_VERSION);
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (int i = 0; i < adapter.length(AdapterField.PARAMETERS.ordinal()); i++) {
                FlatTable parameter = adapter.table(AdapterField.PARAMETERS.ordinal(), i);
                String name = parameter.text(ParameterField.NAME.ordinal());
                if (tensors.put(name, tensor(name, parameter)) != null) {
                    throw problem("holds the tensor " + OneLine.quoted(name) + " twice; export it again");
                }
            }
            return tensors;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new RequestException(file + ": is damaged or cut off; export it again.", e);
        }
    }

    private Tensor tensor(String name, FlatTable parameter) {
        int number = parameter.integer(ParameterField.DATA_TYPE.ordinal());
        DType dtype = DType.ofOnnxNumber(number)
                .orElseThrow(() -> problem("holds the tensor " + OneLine.quoted(name) + " of the type "
                        + TensorReader.typeName(number) + ", which this program doesn't read"));
        int axes = parameter.length(ParameterField.DIMS.ordinal());
        long[] dims = new long[Math.max(0, Math.min(axes, MOST_AXES))];
        long expected = dtype.bytes();
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = parameter.longAt(ParameterField.DIMS.ordinal(), axis);
            boolean fits = dims[axis] >= 0 && dims[axis] <= Integer.MAX_VALUE && expected <= Integer.MAX_VALUE;
            expected = fits ? expected * dims[axis] : Long.MAX_VALUE;
        }
        ByteBuffer data = parameter
                .bytes(ParameterField.RAW_DATA.ordinal())
                .orElseGet(() -> ByteBuffer.allocateDirect(0).order(ByteOrder.LITTLE_ENDIAN));
        if (axes > MOST_AXES || expected != data.remaining()) {
            throw problem("holds the tensor " + OneLine.quoted(name) + " with " + data.remaining()
                    + " bytes, which don't fit its shape; it is damaged, export it again");
        }
        return new Tensor(dtype, Shape.of(dims), data);
    }

    private ByteBuffer map(Path path) {
        if (!Files.isRegularFile(path)) {
            throw problem("no such file; expected an ONNX Runtime adapter (" + SUFFIX + ")");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw problem("takes 2 GiB or more, which no adapter of ONNX Runtime does");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new RequestException(file + ": can't be read (" + OneLine.of(e.toString()) + ").", e);
        }
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + ".");
    }

    /** A table of a FlatBuffer, its fields by their numbers. What lies outside of the buffer throws IndexOutOfBounds. */
    private static final class FlatTable extends Table {
        /** Bytes of a vtable before its first field, and of each field in it. */
        private static final int VTABLE_START = 4;

        private static final int VTABLE_FIELD = 2;

        private FlatTable(int position, ByteBuffer bytes) {
            __reset(position, bytes);
        }

        static boolean isCalled(ByteBuffer bytes, String identifier) {
            return __has_identifier(bytes, identifier);
        }

        static FlatTable root(ByteBuffer bytes) {
            return new FlatTable(bytes.getInt(bytes.position()) + bytes.position(), bytes);
        }

        /** Where a field lies in the table; 0 for one that is left out. */
        private int place(int field) {
            return __offset(VTABLE_START + VTABLE_FIELD * field);
        }

        int integer(int field) {
            int place = place(field);
            return place == 0 ? 0 : bb.getInt(bb_pos + place);
        }

        String text(int field) {
            int place = place(field);
            return place == 0 ? "" : __string(bb_pos + place);
        }

        int length(int field) {
            int place = place(field);
            return place == 0 ? 0 : __vector_len(place);
        }

        long longAt(int field, int index) {
            return bb.getLong(__vector(place(field)) + index * Long.BYTES);
        }

        FlatTable table(int field, int index) {
            return new FlatTable(__indirect(__vector(place(field)) + index * Integer.BYTES), bb);
        }

        Optional<ByteBuffer> bytes(int field) {
            return Optional.ofNullable(__vector_as_bytebuffer(VTABLE_START + VTABLE_FIELD * field, 1));
        }
    }
}
