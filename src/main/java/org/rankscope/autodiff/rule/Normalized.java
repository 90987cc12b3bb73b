package org.rankscope.autodiff.rule;

import org.rankscope.graph.Value;

/** X̂ = X times a reciprocal scale of its own, over the axes from one on; and the gradients that lead back to X. */
interface Normalized {
    /** X̂. */
    Value hat();

    /** dX from dX̂. */
    Value dX(Value dHat);

    /** dX from the gradient of the mean, those axes kept at size 1. */
    Value dXOfMean(Value dMean);

    /** dX from the gradient of the reciprocal scale, those axes kept at size 1. */
    Value dXOfReciprocal(Value dR);
}
