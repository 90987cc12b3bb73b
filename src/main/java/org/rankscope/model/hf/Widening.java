package org.rankscope.model.hf;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/** Sixteen-bit floating-point numbers as float32. Every value is kept exactly. */
public final class Widening {
    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_EXPONENT_MASK = 0x1f;
    private static final int HALF_FRACTION_MASK = 0x3ff;
    private static final int EXPONENT_BIAS_DIFFERENCE = 127 - 15;
    private static final float HALF_SUBNORMAL_UNIT = 0x1p-24f;

    private Widening() {}

    /** {@code tensor} itself where it is FLOAT, otherwise a new one. */
    public static Tensor toFloat(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT -> tensor;
            case FLOAT16, BFLOAT16 -> widened(tensor);
            default -> throw new IllegalArgumentException("Can't be widened: " + tensor.dtype());
        };
    }

    private static Tensor widened(Tensor tensor) {
        Shape shape = tensor.shape();
        boolean half = tensor.dtype() == DType.FLOAT16;
        Tensor result = Tensor.zeros(DType.FLOAT, shape);
        ByteBuffer source = tensor.data();
        ShortBuffer from = source.asShortBuffer();
        FloatBuffer to = result.data().asFloatBuffer();
        while (from.hasRemaining()) {
            short bits = from.get();
            to.put(half ? halfToFloat(bits) : Float.intBitsToFloat(bits << 16));
        }
        return result;
    }

    /** IEEE 754 binary16 to binary32. */
    static float halfToFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >>> HALF_FRACTION_BITS & HALF_EXPONENT_MASK;
        int fraction = bits & HALF_FRACTION_MASK;
        if (exponent == 0) {
            float magnitude = fraction * HALF_SUBNORMAL_UNIT;
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude));
        }
        int widenedExponent = exponent == HALF_EXPONENT_MASK ? 0xff : exponent + EXPONENT_BIAS_DIFFERENCE;
        return Float.intBitsToFloat(sign | widenedExponent << 23 | fraction << 13);
    }
}
