package org.rankscope.safetensors;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.graph.DType;

/** Every element type that the format names, with its size and the {@link DType} that it is read as, if any. */
enum StoredType {
    BOOL(8, DType.BOOL),
    F4(4, null),
    F6_E2M3(6, null),
    F6_E3M2(6, null),
    U8(8, DType.UINT8),
    I8(8, DType.INT8),
    F8_E5M2(8, null),
    F8_E4M3(8, null),
    F8_E8M0(8, null),
    I16(16, DType.INT16),
    U16(16, null),
    F16(16, DType.FLOAT16),
    BF16(16, DType.BFLOAT16),
    I32(32, DType.INT32),
    U32(32, null),
    F32(32, DType.FLOAT),
    C64(64, null),
    F64(64, DType.DOUBLE),
    I64(64, DType.INT64),
    U64(64, null);

    private final int bits;
    private final DType dtype;

    StoredType(int bits, DType dtype) {
        this.bits = bits;
        this.dtype = dtype;
    }

    /** Bits of one element. */
    int bits() {
        return bits;
    }

    /** What it is read as; empty for types that no part of the program computes with. */
    Optional<DType> dtype() {
        return Optional.ofNullable(dtype);
    }

    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The type that tensors of {@code dtype} are written as. */
    static StoredType of(DType dtype) {
        return Arrays.stream(values())
                .filter(type -> type.dtype == dtype)
                .findFirst()
                .orElseThrow();
    }

    static String readableNames() {
        return Arrays.stream(values())
                .filter(type -> type.dtype != null)
                .map(Enum::name)
                .collect(Collectors.joining(", "));
    }
}
