package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** The one table of gradients: an answer for every operator. */
public final class StandardGradientRules {
    private StandardGradientRules() {}

    /** The table, anew. */
    public static GradientRules table() {
        return new GradientRules()
                .rule(Op.ADD, new AddRule())
                .refuse(Op.CAST, "casts between number formats are not differentiated")
                .rule(Op.CONCAT, new ConcatRule())
                .rule(Op.DIV, new DivRule())
                .none(Op.EQUAL, "a comparison is piecewise constant")
                .rule(Op.EXP, new ExpRule())
                .rule(Op.FUSED_MAT_MUL, new FusedMatMulRule())
                .rule(Op.GATHER, new GatherRule())
                .rule(Op.GATHER_ELEMENTS, new GatherElementsRule())
                .rule(Op.GEMM, new GemmRule())
                .rule(Op.IDENTITY, new AddRule())
                .refuse(Op.IF, "choices are not differentiated")
                .rule(Op.LOG_SOFTMAX, new LogSoftmaxRule())
                .refuse(Op.MAX, "it is only used on indices")
                .rule(Op.MUL, new MulRule())
                .rule(Op.NEG, new NegRule())
                .rule(Op.QUICK_GELU, new QuickGeluRule())
                .rule(Op.REDUCE_SUM, new ReduceSumRule())
                .rule(Op.REDUCE_SUM_SQUARE, new ReduceSumSquareRule())
                .rule(Op.RESHAPE, new ReshapeRule())
                .rule(Op.ROTARY_EMBEDDING, new RotaryEmbeddingRule())
                .refuse(Op.SCAN, "training steps are not differentiated")
                .refuse(Op.SCATTER_ELEMENTS, "it is only used in backward passes")
                .refuse(Op.SCATTER_ND, "it is only used in backward passes")
                .rule(Op.SIGMOID, new SigmoidRule())
                .rule(Op.SIMPLIFIED_LAYER_NORMALIZATION, new SimplifiedLayerNormalizationRule())
                .rule(Op.SOFTMAX, new SoftmaxRule())
                .rule(Op.SPLIT, new SplitRule())
                .rule(Op.SQRT, new SqrtRule())
                .rule(Op.SUB, new SubRule())
                .rule(Op.SUM, new AddRule())
                .rule(Op.TRANSPOSE, new TransposeRule())
                .rule(Op.WHERE, new WhereRule());
    }
}
