package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of matrix products and attention. */
final class ProductGradients {
    private ProductGradients() {}

    static void addTo(GradientRules rules) {
        rules.expansion(Op.ATTENTION, new AttentionExpansion())
                .rule(Op.EINSUM, new EinsumRule())
                .expansion(Op.FUSED_GEMM, new FusedGemmExpansion())
                .refuseWhere(Op.FUSED_GEMM, FusedGemmExpansion::refusal)
                .rule(Op.FUSED_MAT_MUL, new FusedMatMulRule())
                .refuseWhere(Op.FUSED_MAT_MUL, FusedMatMulRule::refusal)
                .rule(Op.GEMM, new GemmRule())
                .expansion(Op.GROUP_QUERY_ATTENTION, new GroupQueryAttentionExpansion())
                .refuseWhere(Op.GROUP_QUERY_ATTENTION, GroupQueryAttentionExpansion::refusal)
                .rule(Op.MAT_MUL, new MatMulRule())
                .expansion(Op.MAT_MUL_BNB4, new MatMulBnb4Expansion())
                .refuseWhere(Op.MAT_MUL_BNB4, MatMulBnb4Expansion::refusal)
                .expansion(Op.MAT_MUL_NBITS, new MatMulNBitsExpansion())
                .refuseWhere(Op.MAT_MUL_NBITS, MatMulNBitsExpansion::refusal)
                .expansion(Op.MICROSOFT_ATTENTION, new MicrosoftAttentionExpansion())
                .refuseWhere(Op.MICROSOFT_ATTENTION, MicrosoftAttentionExpansion::refusal)
                .rule(Op.MICROSOFT_ROTARY_EMBEDDING, new RotaryEmbeddingRule(2, 3))
                .expansion(Op.MULTI_HEAD_ATTENTION, new MultiHeadAttentionExpansion())
                .refuseWhere(Op.MULTI_HEAD_ATTENTION, MultiHeadAttentionExpansion::refusal)
                .rule(Op.ROTARY_EMBEDDING, new RotaryEmbeddingRule(1, 2));
    }
}
