package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators on images and signals: convolution, pooling, resampling. */
final class SpatialGradients {
    private SpatialGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.AVERAGE_POOL, PoolRules::average)
                .rule(Op.CONV, new ConvRule())
                .none(Op.CONV_INTEGER, "its results are whole numbers")
                .rule(Op.CONV_TRANSPOSE, new ConvRule())
                .expansion(Op.FUSED_CONV, new FusedConvExpansion())
                .rule(Op.GLOBAL_AVERAGE_POOL, PoolRules::globalAverage)
                .rule(Op.GLOBAL_LP_POOL, PoolRules::globalNorm)
                .rule(Op.GLOBAL_MAX_POOL, PoolRules::globalMax)
                .rule(Op.LP_POOL, PoolRules::norm)
                .rule(Op.MAX_POOL, PoolRules::max)
                .rule(Op.MAX_UNPOOL, PoolRules::unpool)
                .none(Op.NON_MAX_SUPPRESSION, "its results are places, which are whole numbers")
                .none(Op.Q_LINEAR_CONV, "its results are whole numbers");
    }
}
