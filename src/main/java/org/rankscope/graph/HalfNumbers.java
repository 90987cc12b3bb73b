package org.rankscope.graph;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/**
 * Numbers of 16 bits: float16 of IEEE 754-2008 and bfloat16, the upper half of a float32. Rounding is to the nearest, ties to
 * even; what is too large becomes infinite. Every number of 16 bits comes back from float32 as it was, those that are no numbers
 * too.
 */
public final class HalfNumbers {
    private static final int FLOAT16_INFINITY = 0x7c00;
    /** The bit of a float32 that is set in what is no number, where nothing else of its fraction is left. */
    private static final int QUIET = 0x400000;

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

    /** {@code tensor} as FLOAT, which is exact: itself where it is so, otherwise a new one. */
    public static Tensor widened(Tensor tensor) {
        DType dtype = tensor.dtype();
        if (dtype == DType.FLOAT) {
            return tensor;
        } else if (dtype != DType.FLOAT16 && dtype != DType.BFLOAT16) {
            throw new IllegalArgumentException("Can't be widened: " + dtype);
        }
        Tensor widened = Tensor.zeros(DType.FLOAT, tensor.shape());
        ShortBuffer source = tensor.data().asShortBuffer();
        FloatBuffer target = widened.data().asFloatBuffer();
        while (source.hasRemaining()) {
            target.put(number(dtype, source.get()));
        }
        return widened;
    }

    /** {@code tensor} of FLOAT in {@code type}, FLOAT or of 16 bits: a new one, or itself if it is of that type. */
    public static Tensor narrowed(Tensor tensor, DType half) {
        if (tensor.dtype() == half) {
            return tensor;
        }
        Tensor narrowed = Tensor.zeros(half, tensor.shape());
        FloatBuffer source = tensor.data().asFloatBuffer();
        ShortBuffer target = narrowed.data().asShortBuffer();
        while (source.hasRemaining()) {
            target.put(bits(half, source.get()));
        }
        return narrowed;
    }

    /** {@code tensor} of FLOAT with its numbers rounded to those of {@code half}, a new one. */
    public static Tensor rounded(Tensor tensor, DType half) {
        Tensor rounded = Tensor.zeros(DType.FLOAT, tensor.shape());
        FloatBuffer source = tensor.data().asFloatBuffer();
        FloatBuffer target = rounded.data().asFloatBuffer();
        while (source.hasRemaining()) {
            target.put(rounded(half, source.get()));
        }
        return rounded;
    }

    private static short bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (short) (bits >>> 16 | ((bits & 0x7f0000) == 0 ? QUIET >>> 16 : 0));
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    private static short float16(float x) {
        int bits = Float.floatToRawIntBits(x);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(x);
        if (Float.isNaN(x)) {
            int fraction = bits >>> 13 & 0x3ff;
            return (short) (sign | FLOAT16_INFINITY | (fraction == 0 ? QUIET >>> 13 : fraction));
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
