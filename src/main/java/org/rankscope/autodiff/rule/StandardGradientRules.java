package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;

/** The one table of gradients: an answer for every operator, family by family. */
public final class StandardGradientRules {
    private StandardGradientRules() {}

    /** The table, anew. */
    public static GradientRules table() {
        GradientRules rules = new GradientRules();
        ElementwiseGradients.addTo(rules);
        ReductionGradients.addTo(rules);
        LayoutGradients.addTo(rules);
        SpatialGradients.addTo(rules);
        ProductGradients.addTo(rules);
        OtherGradients.addTo(rules);
        return rules;
    }
}
