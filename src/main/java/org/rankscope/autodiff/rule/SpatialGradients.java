package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;

/** Gradients of operators on images and signals: convolution, pooling, resampling. */
final class SpatialGradients {
    private SpatialGradients() {}

    static void addTo(GradientRules rules) {}
}
