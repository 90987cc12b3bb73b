package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of elementwise operators: arithmetic, activations, comparisons, casts. */
final class ElementwiseGradients {
    private ElementwiseGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.ADD, new AddRule())
                .rule(Op.DIV, new DivRule())
                .none(Op.EQUAL, "a comparison is piecewise constant")
                .rule(Op.EXP, new ExpRule())
                .rule(Op.IDENTITY, new AddRule())
                .rule(Op.MUL, new MulRule())
                .rule(Op.NEG, new NegRule())
                .rule(Op.QUICK_GELU, new QuickGeluRule())
                .rule(Op.SIGMOID, new SigmoidRule())
                .rule(Op.SQRT, new SqrtRule())
                .rule(Op.SUB, new SubRule())
                .rule(Op.SUM, new AddRule())
                .rule(Op.WHERE, new WhereRule());
    }
}
