package org.rankscope.graph;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which operators are computed in 16 bits where the rest of a graph is: the lists of PyTorch's automatic mixed precision
 * ({@code torch.autocast}), less what ONNX Runtime's CUDA provider has no kernel for in bfloat16. What is in neither list
 * is computed in float32: sums of powers, logarithms, comparisons, sums that scatter.
 */
final class HalfOperators {
    /** Matrix products, whose hardware is fastest in 16 bits and sums in float32. */
    private static final Set<Op> PRODUCTS =
            EnumSet.of(Op.CONV, Op.FUSED_MAT_MUL, Op.GEMM, Op.MAT_MUL, Op.MAT_MUL_BNB4, Op.MAT_MUL_NBITS);

    /** Computed in what they read. */
    private static final Set<Op> FOLLOWING = EnumSet.of(
            Op.ABS,
            Op.ADD,
            Op.BIAS_GELU,
            Op.CONCAT,
            Op.COS,
            Op.DIV,
            Op.ERF,
            Op.EXPAND,
            Op.FAST_GELU,
            Op.FLATTEN,
            Op.GATHER,
            Op.GATHER_ELEMENTS,
            Op.GELU,
            Op.IDENTITY,
            Op.LAYER_NORMALIZATION,
            Op.MAX,
            Op.GATHER_BLOCK_QUANTIZED,
            Op.MICROSOFT_GELU,
            Op.MICROSOFT_ROTARY_EMBEDDING,
            Op.MIN,
            Op.MUL,
            Op.NEG,
            Op.QUICK_GELU,
            Op.REDUCE_SUM,
            Op.RELU,
            Op.RESHAPE,
            Op.SIGMOID,
            Op.SIMPLIFIED_LAYER_NORMALIZATION,
            Op.SIN,
            Op.SLICE,
            Op.SOFTMAX,
            Op.SPLIT,
            Op.SQUEEZE,
            Op.STOP_GRADIENT,
            Op.SUB,
            Op.SUM,
            Op.TANH,
            Op.TILE,
            Op.TRANSPOSE,
            Op.TRILU,
            Op.UNSQUEEZE,
            Op.WHERE);

    /** Their further results are statistics in float32, whatever they normalise. */
    private static final Set<Op> WITH_STATISTICS =
            Collections.unmodifiableSet(EnumSet.of(Op.LAYER_NORMALIZATION, Op.SIMPLIFIED_LAYER_NORMALIZATION));

    private HalfOperators() {}

    /** Whether {@code op} is a matrix product in {@code half}; there is no Conv in bfloat16 before opset 22. */
    static boolean isProduct(Op op, DType half) {
        return PRODUCTS.contains(op) && (op != Op.CONV || half == DType.FLOAT16);
    }

    static boolean isFollowing(Op op) {
        return FOLLOWING.contains(op);
    }

    /** Whether output {@code index} of {@code op} is as narrow as what it reads. */
    static boolean narrows(Op op, int index) {
        return index == 0 || !WITH_STATISTICS.contains(op);
    }

    /** Whether {@code op} adds what it reads: what is added to a narrow value is no more exact than that. */
    static boolean adds(Op op) {
        return op == Op.ADD || op == Op.SUM;
    }
}
