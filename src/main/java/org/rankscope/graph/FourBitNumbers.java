package org.rankscope.graph;

/**
 * What the 4-bit codes of com.microsoft MatMulBnb4-1 stand for, as shares of the largest magnitude of their block. The order
 * of the codes is that of the bitsandbytes library.
 */
public final class FourBitNumbers {
    /** How many codes there are. */
    public static final int CODES = 16;

    private static final float[] FP4 = {
        0,
        5.208333333e-03f,
        0.66666667f,
        1,
        0.33333333f,
        0.5f,
        0.16666667f,
        0.25f,
        0,
        -5.208333333e-03f,
        -0.66666667f,
        -1,
        -0.33333333f,
        -0.5f,
        -0.16666667f,
        -0.25f
    };
    private static final float[] NF4 = {
        -1,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1
    };

    private FourBitNumbers() {}

    /** The number of an FP4 code: {@code quant_type} 0. */
    public static float fp4(int code) {
        return FP4[code];
    }

    /**
     * The number of an NF4 code: {@code quant_type} 1; ascending. Dettmers et al. 2023 (arXiv 2305.14314), section 3 and
     * appendix E.
     */
    public static float nf4(int code) {
        return NF4[code];
    }
}
