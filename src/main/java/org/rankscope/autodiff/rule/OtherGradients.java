package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators that make numbers, choose, repeat, recur or quantise. */
final class OtherGradients {
    private OtherGradients() {}

    static void addTo(GradientRules rules) {
        rules.refuse(Op.IF, "choices that depend on the data are not differentiated")
                .refuse(Op.SCAN, "training steps are not differentiated");
    }
}
