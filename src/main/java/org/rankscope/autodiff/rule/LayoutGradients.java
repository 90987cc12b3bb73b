package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators that move elements: shapes, slices, indices, padding. */
final class LayoutGradients {
    private LayoutGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.CONCAT, new ConcatRule())
                .rule(Op.GATHER, new GatherRule())
                .rule(Op.GATHER_ELEMENTS, new GatherElementsRule())
                .rule(Op.RESHAPE, new ReshapeRule())
                .rule(Op.SPLIT, new SplitRule())
                .rule(Op.TRANSPOSE, new TransposeRule());
    }
}
