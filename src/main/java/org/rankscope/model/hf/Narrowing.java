package org.rankscope.model.hf;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;

/** Float32 numbers in the sixteen bits that {@link Widening} took them from. */
public final class Narrowing {
    private static final int HALF_FRACTION_BITS = 10;
    private static final int SMALLEST_NORMAL_EXPONENT = -14;
    private static final int EXPONENT_BIAS = 15;
    private static final float SUBNORMALS_IN_ONE = 0x1p24f;

    private Narrowing() {}

    /** {@code tensor}, FLOAT, as {@code dtype}; every number must be one that {@code dtype} has. */
    public static Tensor to(DType dtype, Tensor tensor) {
        if (dtype == DType.FLOAT) {
            return tensor;
        } else if (dtype != DType.FLOAT16 && dtype != DType.BFLOAT16) {
            throw new IllegalArgumentException("Can't be narrowed to " + dtype);
        }
        Tensor result = Tensor.zeros(dtype, tensor.shape());
        FloatBuffer from = tensor.data().asFloatBuffer();
        ShortBuffer to = result.data().asShortBuffer();
        while (from.hasRemaining()) {
            int bits = Float.floatToRawIntBits(from.get());
            to.put((short) (dtype == DType.BFLOAT16 ? bits >>> 16 : half(bits)));
        }
        return result;
    }

    /** IEEE 754 binary32 to binary16. */
    private static int half(int bits) {
        int sign = bits >>> 16 & 0x8000;
        float number = Float.intBitsToFloat(bits & 0x7fffffff);
        int fraction = bits >>> 13 & (1 << HALF_FRACTION_BITS) - 1;
        if (Float.isNaN(number) || Float.isInfinite(number)) {
            return sign | 0x1f << HALF_FRACTION_BITS | fraction;
        }
        int exponent = Math.getExponent(number);
        return exponent < SMALLEST_NORMAL_EXPONENT
                ? sign | (int) (number * SUBNORMALS_IN_ONE)
                : sign | exponent + EXPONENT_BIAS << HALF_FRACTION_BITS | fraction;
    }
}
