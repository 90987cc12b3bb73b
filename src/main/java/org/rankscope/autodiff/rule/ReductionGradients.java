package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of reductions, softmax, normalisations and losses. */
final class ReductionGradients {
    private ReductionGradients() {}

    static void addTo(GradientRules rules) {
        ReduceGradients.addTo(rules);
        rules.rule(Op.BATCH_NORMALIZATION, new BatchNormalizationRule())
                .expansion(Op.EMBED_LAYER_NORMALIZATION, NormalizationExpansions::embedding)
                .rule(Op.GROUP_NORMALIZATION, ChannelNormalizationRule.group())
                .rule(Op.INSTANCE_NORMALIZATION, ChannelNormalizationRule.instance())
                .rule(Op.LAYER_NORMALIZATION, LayerNormalizationRule.layer())
                .expansion(Op.LP_NORMALIZATION, NormalizationExpansions::lp)
                .rule(Op.LRN, new LrnRule())
                .expansion(Op.MEAN_VARIANCE_NORMALIZATION, NormalizationExpansions::meanVariance)
                .rule(Op.RMS_NORMALIZATION, LayerNormalizationRule.rootMeanSquare())
                .rule(Op.SIMPLIFIED_LAYER_NORMALIZATION, LayerNormalizationRule.rootMeanSquare())
                .rule(Op.SKIP_LAYER_NORMALIZATION, LayerNormalizationRule.skip())
                .rule(Op.SKIP_SIMPLIFIED_LAYER_NORMALIZATION, LayerNormalizationRule.skipRootMeanSquare());
        rules.none(Op.HARDMAX, "its result is piecewise constant")
                .rule(Op.LOG_SOFTMAX, new LogSoftmaxRule())
                .expansion(Op.NEGATIVE_LOG_LIKELIHOOD_LOSS, LossExpansions::negativeLogLikelihood)
                .rule(Op.SOFTMAX, new SoftmaxRule())
                .expansion(Op.SOFTMAX_CROSS_ENTROPY_LOSS, LossExpansions::softmaxCrossEntropy);
        rules.none(Op.ARG_MAX, "its result is an index")
                .none(Op.ARG_MIN, "its result is an index")
                .rule(Op.CDIST, new CdistRule())
                .rule(Op.CUM_PROD, new CumProdRule())
                .rule(Op.CUM_SUM, new CumSumRule())
                .rule(Op.DET, new DetRule())
                .rule(Op.INVERSE, new InverseRule());
    }
}
