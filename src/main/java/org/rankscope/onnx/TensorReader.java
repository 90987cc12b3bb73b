package org.rankscope.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.proto.OnnxProto.StringStringEntryProto;
import org.rankscope.onnx.proto.OnnxProto.TensorProto;

/**
 * ONNX TensorProto: numbers as raw bytes, in one of the typed lists, or in a file beside the model. Sizes are checked
 * before anything is mapped or allocated.
 */
final class TensorReader {
    /** More axes than any tensor that ONNX Runtime's Java interface takes. */
    private static final int MOST_AXES = 8;

    /** Numbers of the types of four bits in ONNX {@code TensorProto.DataType}. */
    private static final int UINT4 = 21;

    private static final int INT4 = 22;

    private final String file;
    private final ExternalFiles externalFiles;

    TensorReader(String file, ExternalFiles externalFiles) {
        this.file = file;
        this.externalFiles = externalFiles;
    }

    /**
     * Checks {@code proto} and says where its numbers are.
     *
     * @param what the tensor, for messages
     */
    StoredTensor read(TensorProto proto, String what) {
        boolean signed = proto.getDataType() == INT4;
        if (signed || proto.getDataType() == UINT4) {
            return fourBits(proto, what, signed);
        }
        DType dtype = dtype(proto, what);
        Shape shape = shape(proto, what);
        long bytes = bytes(dtype, shape, what);
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            Map<String, String> entries = new LinkedHashMap<>();
            for (StringStringEntryProto entry : proto.getExternalDataList()) {
                entries.put(entry.getKey(), entry.getValue());
            }
            ExternalFiles.Slice slice = externalFiles.locate(what, entries, bytes);
            return new StoredTensor(dtype, shape, () -> new Tensor(dtype, shape, slice.map()));
        } else if (proto.hasRawData() && (!proto.getRawData().isEmpty() || bytes == 0)) {
            ByteString raw = proto.getRawData();
            checkCount(what, dtype, shape, bytes, raw.size(), "bytes");
            return new StoredTensor(dtype, shape, () -> new Tensor(dtype, shape, view(raw)));
        }
        return typed(proto, what, dtype, shape);
    }

    /** Numbers of four bits, two to a byte with the first one in its low bits, each in a byte of its own: INT8. */
    private StoredTensor fourBits(TensorProto proto, String what, boolean signed) {
        Shape shape = shape(proto, what);
        long count = bytes(DType.INT8, shape, what);
        TensorProto packed = proto.toBuilder()
                .setDataType(DType.UINT8.onnxNumber())
                .clearDims()
                .addDims((count + 1) / 2)
                .build();
        StoredTensor pairs = read(packed, what);
        return new StoredTensor(DType.INT8, shape, () -> apart(pairs.tensor().data(), shape, signed));
    }

    private static Tensor apart(ByteBuffer pairs, Shape shape, boolean signed) {
        Tensor numbers = Tensor.zeros(DType.INT8, shape);
        int count = (int) shape.elements();
        for (int i = 0; i < count; i++) {
            int number = pairs.get(i / 2) >> (i % 2 == 0 ? 0 : 4) & 0xf;
            numbers.data().put(i, (byte) (signed && number > 7 ? number - 16 : number));
        }
        return numbers;
    }

    private static ByteBuffer view(ByteString raw) {
        ByteBuffer view = raw.asReadOnlyByteBuffer();
        return view.isDirect()
                ? view
                : ByteBuffer.allocateDirect(raw.size()).put(view).flip();
    }

    private StoredTensor typed(TensorProto proto, String what, DType dtype, Shape shape) {
        long expected = shape.elements();
        IntToLongFunction bits;
        int found;
        switch (dtype) {
            case FLOAT -> {
                found = proto.getFloatDataCount();
                bits = i -> Float.floatToRawIntBits(proto.getFloatData(i));
            }
            case DOUBLE -> {
                found = proto.getDoubleDataCount();
                bits = i -> Double.doubleToRawLongBits(proto.getDoubleData(i));
            }
            case INT64 -> {
                found = proto.getInt64DataCount();
                bits = proto::getInt64Data;
            }
            default -> {
                found = proto.getInt32DataCount();
                bits = proto::getInt32Data;
            }
        }
        checkCount(what, dtype, shape, expected, found, "numbers");
        return new StoredTensor(dtype, shape, () -> decoded(dtype, shape, bits));
    }

    private static Tensor decoded(DType dtype, Shape shape, IntToLongFunction bits) {
        Tensor tensor = Tensor.zeros(dtype, shape);
        ByteBuffer data = tensor.data();
        int count = (int) shape.elements();
        for (int i = 0; i < count; i++) {
            switch (dtype.bytes()) {
                case 1 -> data.put(i, (byte) bits.applyAsLong(i));
                case 2 -> data.putShort(2 * i, (short) bits.applyAsLong(i));
                case 4 -> data.putInt(4 * i, (int) bits.applyAsLong(i));
                default -> data.putLong(8 * i, bits.applyAsLong(i));
            }
        }
        return tensor;
    }

    private DType dtype(TensorProto proto, String what) {
        return DType.ofOnnxNumber(proto.getDataType())
                .orElseThrow(() -> problem(what + " has the type " + typeName(proto.getDataType())
                        + ", expected one of " + List.of(DType.values())));
    }

    private Shape shape(TensorProto proto, String what) {
        List<Long> dims = proto.getDimsList();
        if (dims.size() > MOST_AXES) {
            throw problem(what + " has " + dims.size() + " axes, expected at most " + MOST_AXES);
        }
        for (long dim : dims) {
            if (dim < 0) {
                throw problem(what + " has the shape " + dims + ", expected sizes of 0 or more");
            }
        }
        return new Shape(dims);
    }

    private long bytes(DType dtype, Shape shape, String what) {
        long bytes = dtype.bytes();
        try {
            for (long dim : shape.dims()) {
                bytes = Math.multiplyExact(bytes, dim);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw problem(what + " has the shape " + shape + ", more than any file holds");
        }
    }

    private void checkCount(String what, DType dtype, Shape shape, long expected, long found, String unit) {
        if (found != expected) {
            throw problem(what + " " + dtype + " " + shape + " takes " + expected + " " + unit + ", but the file has "
                    + found + "; it is damaged, export the model again");
        }
    }

    private RequestException problem(String what) {
        return new RequestException(file + ": " + what + ".");
    }

    /** What ONNX calls the element type with this number. */
    static String typeName(int number) {
        List<String> names = List.of(
                "UNDEFINED",
                "FLOAT",
                "UINT8",
                "INT8",
                "UINT16",
                "INT16",
                "INT32",
                "INT64",
                "STRING",
                "BOOL",
                "FLOAT16",
                "DOUBLE",
                "UINT32",
                "UINT64",
                "COMPLEX64",
                "COMPLEX128",
                "BFLOAT16",
                "FLOAT8E4M3FN",
                "FLOAT8E4M3FNUZ",
                "FLOAT8E5M2",
                "FLOAT8E5M2FNUZ",
                "UINT4",
                "INT4",
                "FLOAT4E2M1");
        return number >= 0 && number < names.size() ? names.get(number) : OneLine.of("number " + number);
    }
}
