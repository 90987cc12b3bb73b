package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators on images and signals: convolution, pooling, resampling. */
final class SpatialGradients {
    private SpatialGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.AVERAGE_POOL, PoolRules::average)
                .rule(Op.COL2IM, new Col2ImRule())
                .refuseWhere(Op.COL2IM, Col2ImRule::refusal)
                .rule(Op.CONV, new ConvRule())
                .none(Op.CONV_INTEGER, "its results are whole numbers")
                .rule(Op.CONV_TRANSPOSE, new ConvRule())
                .expansion(Op.DEFORM_CONV, new DeformConvExpansion())
                .rule(Op.DFT, Fourier::transform)
                .refuseWhere(Op.DFT, Fourier::refusal)
                .expansion(Op.FUSED_CONV, new FusedConvExpansion())
                .rule(Op.GLOBAL_AVERAGE_POOL, PoolRules::globalAverage)
                .rule(Op.GLOBAL_LP_POOL, PoolRules::globalNorm)
                .rule(Op.GLOBAL_MAX_POOL, PoolRules::globalMax)
                .expansion(Op.GRID_SAMPLE, new GridSampleExpansion())
                .rule(Op.LP_POOL, PoolRules::norm)
                .rule(Op.MAX_POOL, PoolRules::max)
                .refuse(Op.MAX_ROI_POOL, "where its largest elements stand is not among its results")
                .rule(Op.MAX_UNPOOL, PoolRules::unpool)
                .none(Op.NON_MAX_SUPPRESSION, "its results are places, which are whole numbers")
                .none(Op.Q_LINEAR_CONV, "its results are whole numbers")
                .rule(Op.RESIZE, new ResizeRule())
                .refuseWhere(Op.RESIZE, ResizeRule::refusal)
                .refuse(Op.ROI_ALIGN, "how many places of a region it samples depends on the data")
                .expansion(Op.STFT, Fourier::shortTime)
                .refuseWhere(Op.STFT, Fourier::shortTimeRefusal);
    }
}
