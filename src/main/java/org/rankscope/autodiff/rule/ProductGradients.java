package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of matrix products and attention. */
final class ProductGradients {
    private ProductGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.EINSUM, new EinsumRule())
                .expansion(Op.FUSED_GEMM, new FusedGemmExpansion())
                .rule(Op.FUSED_MAT_MUL, new FusedMatMulRule())
                .rule(Op.GEMM, new GemmRule())
                .rule(Op.MAT_MUL, new MatMulRule())
                .rule(Op.MICROSOFT_ROTARY_EMBEDDING, new RotaryEmbeddingRule(2, 3))
                .rule(Op.ROTARY_EMBEDDING, new RotaryEmbeddingRule(1, 2));
    }
}
