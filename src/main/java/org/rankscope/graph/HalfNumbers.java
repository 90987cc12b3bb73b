package org.rankscope.graph;

import java.nio.ByteBuffer;

/**
 * Numbers of 16 bits: float16 of IEEE 754-2008 and bfloat16, the upper half of a float32. Rounding is to the nearest, ties to
 * even; what is too large for float16 becomes infinite, as everywhere.
 */
public final class HalfNumbers {
    private static final int FLOAT16_INFINITY = 0x7c00;
    private static final int FLOAT16_NAN = 0x7e00;
    private static final int BFLOAT16_NAN = 0x7fc0;
    private static final float FLOAT16_LARGEST = 65504;
    private static final float BFLOAT16_LARGEST = Float.intBitsToFloat(0x7f7f0000);

    private HalfNumbers() {}

    /** The largest finite number of {@code half}. */
    public static float largest(DType half) {
        return half == DType.FLOAT16 ? FLOAT16_LARGEST : BFLOAT16_LARGEST;
    }

    /** The bits of the number of {@code half} that is nearest to {@code x}. */
    public static short bits(DType half, float x) {
        return half == DType.FLOAT16 ? float16(x) : bfloat16(x);
    }

    /** The number of {@code half} with these bits. */
    public static float number(DType half, short bits) {
        return half == DType.FLOAT16 ? ofFloat16(bits) : Float.intBitsToFloat(bits << 16);
    }

    /** {@code x} rounded to a number of {@code half}. */
    public static float rounded(DType half, float x) {
        return number(half, bits(half, x));
    }

    /** {@code tensor} of FLOAT in {@code half}, a new one; itself if it is of that type. */
    public static Tensor narrowed(Tensor tensor, DType half) {
        if (tensor.dtype() == half) {
            return tensor;
        }
        Tensor narrowed = Tensor.zeros(half, tensor.shape());
        ByteBuffer source = tensor.data();
        ByteBuffer target = narrowed.data();
        for (int i = 0; i < target.limit() / half.bytes(); i++) {
            target.putShort(half.bytes() * i, bits(half, source.getFloat(DType.FLOAT.bytes() * i)));
        }
        return narrowed;
    }

    /** {@code tensor} of FLOAT with its numbers rounded to those of {@code half}, a new one. */
    public static Tensor rounded(Tensor tensor, DType half) {
        Tensor rounded = Tensor.zeros(DType.FLOAT, tensor.shape());
        ByteBuffer source = tensor.data();
        ByteBuffer target = rounded.data();
        for (int place = 0; place < target.limit(); place += DType.FLOAT.bytes()) {
            target.putFloat(place, rounded(half, source.getFloat(place)));
        }
        return rounded;
    }

    private static short bfloat16(float x) {
        if (Float.isNaN(x)) {
            return (short) (Float.floatToRawIntBits(x) >>> 16 & 0x8000 | BFLOAT16_NAN);
        }
        int bits = Float.floatToRawIntBits(x);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    private static short float16(float x) {
        int bits = Float.floatToRawIntBits(x);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(x);
        if (Float.isNaN(x)) {
            return (short) (sign | FLOAT16_NAN);
        } else if (magnitude >= 65520) {
            return (short) (sign | FLOAT16_INFINITY);
        } else if (magnitude < 0x1p-14f) {
            // Adding 0.5 leaves as many bits below the point as a subnormal float16 has: rounding is the adder's.
            return (short) (sign | Float.floatToRawIntBits(magnitude + 0.5f) - Float.floatToRawIntBits(0.5f));
        }
        int rebiased = (bits & 0x7fffffff) - (112 << 23);
        return (short) (sign | rebiased + 0xfff + (rebiased >>> 13 & 1) >>> 13);
    }

    private static float ofFloat16(short bits) {
        int magnitude = bits & 0x7fff;
        int sign = (bits & 0x8000) << 16;
        if (magnitude >= FLOAT16_INFINITY) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (magnitude & 0x3ff) << 13);
        } else if (magnitude < 0x400) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude * 0x1p-24f));
        }
        return Float.intBitsToFloat(sign | (magnitude << 13) + (112 << 23));
    }
}
