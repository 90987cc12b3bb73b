package org.rankscope.graph;

import java.util.Optional;
import java.util.stream.Stream;

/** Element types of tensors, with their ONNX {@code TensorProto.DataType} number and their size. */
public enum DType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    BFLOAT16(16, 2);

    private final int onnxNumber;
    private final int bytes;

    DType(int onnxNumber, int bytes) {
        this.onnxNumber = onnxNumber;
        this.bytes = bytes;
    }

    /** The type with this number in ONNX {@code TensorProto.DataType}; empty for those that graphs here don't hold. */
    public static Optional<DType> ofOnnxNumber(int number) {
        return Stream.of(values()).filter(type -> type.onnxNumber == number).findFirst();
    }

    /** The number of this type in ONNX {@code TensorProto.DataType}. */
    public int onnxNumber() {
        return onnxNumber;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether its values vary smoothly, so that there are gradients of them. */
    public boolean isFloatingPoint() {
        return this == FLOAT || this == FLOAT16 || this == BFLOAT16 || this == DOUBLE;
    }
}
