package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** The one table of gradients: an answer for every operator, family by family. */
public final class StandardGradientRules {
    private StandardGradientRules() {}

    /** The table, anew, for what any device can run. */
    public static GradientRules table() {
        return table(Kernels.CPU);
    }

    /** The table, anew. */
    public static GradientRules table(Kernels kernels) {
        GradientRules rules = new GradientRules();
        ElementwiseGradients.addTo(rules);
        ReductionGradients.addTo(rules);
        LayoutGradients.addTo(rules);
        SpatialGradients.addTo(rules);
        ProductGradients.addTo(rules);
        OtherGradients.addTo(rules);
        if (kernels == Kernels.CUDA) {
            rules.rule(Op.MAT_MUL_BNB4, new MatMulBnb4Rule()).refuseWhere(Op.MAT_MUL_BNB4, MatMulBnb4Rule::refusal);
        }
        return rules;
    }
}
