package org.rankscope.autodiff.rule;

import static org.rankscope.autodiff.rule.UnaryRule.of;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;

/**
 * Gradients of functions of one number, each element by itself: dX = dY ∘ f'(X), a line a function.
 *
 * <p>ONNX Abs-13, Acos-7, Acosh-9, Asin-7, Asinh-9, Atan-7, Atanh-9, Cos-7, Cosh-9, Erf-13, Exp-13, Log-13, Neg-13,
 * Reciprocal-13, Sin-7, Sinh-9, Sqrt-13, Tan-7; the versions since differ in types alone. At zero, Abs takes slope 0.
 */
final class FunctionGradients {
    private static final double TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

    private FunctionGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.ABS, of((m, x, y, dY) -> m.mul(dY, m.sign(x))))
                .rule(Op.ACOS, of((m, x, y, dY) -> m.neg(m.div(dY, m.sqrt(m.minus(1, m.square(x)))))))
                .rule(Op.ACOSH, of((m, x, y, dY) -> m.div(dY, m.sqrt(m.plus(m.square(x), -1)))))
                .rule(Op.ASIN, of((m, x, y, dY) -> m.div(dY, m.sqrt(m.minus(1, m.square(x))))))
                .rule(Op.ASINH, of((m, x, y, dY) -> m.div(dY, m.sqrt(m.plus(m.square(x), 1)))))
                .rule(Op.ATAN, of((m, x, y, dY) -> m.div(dY, m.plus(m.square(x), 1))))
                .rule(Op.ATANH, of((m, x, y, dY) -> m.div(dY, m.minus(1, m.square(x)))))
                .rule(Op.COS, of((m, x, y, dY) -> m.neg(m.mul(dY, m.of(Op.SIN, x)))))
                .rule(Op.COSH, of((m, x, y, dY) -> m.mul(dY, m.of(Op.SINH, x))))
                .rule(Op.ERF, of((m, x, y, dY) -> m.mul(dY, m.times(m.exp(m.neg(m.square(x))), TWO_OVER_ROOT_PI))))
                .rule(Op.EXP, of((m, x, y, dY) -> m.mul(dY, y)))
                .rule(Op.LOG, of((m, x, y, dY) -> m.div(dY, x)))
                .rule(Op.NEG, of((m, x, y, dY) -> m.neg(dY)))
                .rule(Op.RECIPROCAL, of((m, x, y, dY) -> m.neg(m.mul(dY, m.square(y)))))
                .rule(Op.SIN, of((m, x, y, dY) -> m.mul(dY, m.of(Op.COS, x))))
                .rule(Op.SINH, of((m, x, y, dY) -> m.mul(dY, m.of(Op.COSH, x))))
                .rule(Op.SQRT, of((m, x, y, dY) -> m.div(m.times(dY, 0.5), y)))
                .rule(Op.TAN, of((m, x, y, dY) -> m.mul(dY, m.plus(m.square(y), 1))));
    }
}
