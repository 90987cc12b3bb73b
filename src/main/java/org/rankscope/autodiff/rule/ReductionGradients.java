package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of reductions, softmax, normalisations and losses. */
final class ReductionGradients {
    private ReductionGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.LOG_SOFTMAX, new LogSoftmaxRule())
                .rule(Op.REDUCE_SUM, new ReduceSumRule())
                .rule(Op.REDUCE_SUM_SQUARE, new ReduceSumSquareRule())
                .rule(Op.SIMPLIFIED_LAYER_NORMALIZATION, new SimplifiedLayerNormalizationRule())
                .rule(Op.SOFTMAX, new SoftmaxRule());
    }
}
