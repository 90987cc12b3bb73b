package org.rankscope.autodiff.rule;

import java.util.List;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/** Gradients of operators that work element by element: arithmetic, functions, activations, comparisons. */
final class ElementwiseGradients {
    private ElementwiseGradients() {}

    static void addTo(GradientRules rules) {
        FunctionGradients.addTo(rules);
        ActivationGradients.addTo(rules);
        rules.rule(Op.ADD, new AddRule())
                .refuse(
                        Op.BIAS_ADD,
                        "the CPU build of ONNX Runtime has no kernel for it, so its gradient cannot be checked")
                .rule(Op.CAST, new CastRule())
                .rule(Op.CAST_LIKE, new CastRule())
                .rule(Op.CLIP, new ClipRule())
                .rule(Op.DIV, new DivRule())
                .rule(Op.DROPOUT, new DropoutRule())
                .rule(Op.IDENTITY, new AddRule())
                .rule(Op.MAX, new ExtremumRule())
                .rule(Op.MEAN, new MeanRule())
                .rule(Op.MIN, new ExtremumRule())
                .rule(Op.MOD, new ModRule())
                .rule(Op.MUL, new MulRule())
                .rule(Op.POW, new PowRule())
                .rule(Op.SUB, new SubRule())
                .rule(Op.SUM, new AddRule())
                .rule(Op.WHERE, new WhereRule());
        for (Op op : List.of(Op.EQUAL, Op.GREATER, Op.GREATER_OR_EQUAL, Op.LESS, Op.LESS_OR_EQUAL)) {
            rules.none(op, "a comparison is piecewise constant");
        }
        for (Op op : List.of(Op.CEIL, Op.FLOOR, Op.ROUND, Op.SIGN)) {
            rules.none(op, "its result is piecewise constant");
        }
        rules.none(
                Op.STOP_GRADIENT, "asked for where a method takes what it reads as a constant, as DoRA takes its norm");
        for (Op op : List.of(Op.IS_INF, Op.IS_NAN, Op.AND, Op.NOT, Op.OR, Op.XOR)) {
            rules.none(op, "its result is a truth value");
        }
        for (Op op : List.of(Op.BIT_SHIFT, Op.BITWISE_AND, Op.BITWISE_NOT, Op.BITWISE_OR, Op.BITWISE_XOR)) {
            rules.none(op, "it works on integers");
        }
    }
}
