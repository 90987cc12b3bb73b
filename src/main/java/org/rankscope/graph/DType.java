package org.rankscope.graph;

/** Element types of tensors, with their ONNX {@code TensorProto.DataType} number and their size. */
public enum DType {
    FLOAT(1, 4),
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

    /** The number of this type in ONNX {@code TensorProto.DataType}. */
    public int onnxNumber() {
        return onnxNumber;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }
}
