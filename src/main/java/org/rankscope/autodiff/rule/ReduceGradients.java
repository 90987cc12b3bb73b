package org.rankscope.autodiff.rule;

import static org.rankscope.autodiff.rule.ReductionRule.of;

import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Gradients of reductions over axes; below, Y and dY have those axes at size 1. ONNX ReduceSum-13, the others -18.
 *
 * <p>Where several elements are the largest (smallest), they share the gradient evenly. The slope of ReduceL1 and
 * ReduceL2 at zero is 0.
 */
final class ReduceGradients {
    private ReduceGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.REDUCE_L1, of((r, m) -> m.mul(r.dY(), m.sign(r.x()))))
                .rule(Op.REDUCE_L2, of(ReduceGradients::l2))
                .rule(Op.REDUCE_LOG_SUM, of((r, m) -> m.mul(r.dY(), m.exp(m.neg(r.y())))))
                .rule(Op.REDUCE_LOG_SUM_EXP, of((r, m) -> m.mul(r.dY(), m.exp(m.sub(r.x(), r.y())))))
                .rule(Op.REDUCE_MAX, of(ReduceGradients::extremum))
                .rule(Op.REDUCE_MEAN, of((r, m) -> m.times(r.dY(), 1d / r.count())))
                .rule(Op.REDUCE_MIN, of(ReduceGradients::extremum))
                .rule(Op.REDUCE_PROD, of(ReduceGradients::product))
                .rule(Op.REDUCE_SUM, of((r, m) -> r.dY()))
                .rule(Op.REDUCE_SUM_SQUARE, of((r, m) -> m.mul(r.x(), m.times(r.dY(), 2))));
    }

    /** Y = √ΣX². dX = X ∘ dY / Y, zero where Y is. */
    private static Value l2(Reduction r, Arithmetic m) {
        Value y = r.y();
        return m.mul(r.x(), m.div(r.dY(), m.choose(m.equal(y, 0), m.number(1), y)));
    }

    /** dX = dY / n at the n elements that equal Y. */
    private static Value extremum(Reduction r, Arithmetic m) {
        Value hits = r.hits();
        return m.mul(hits, m.div(r.dY(), r.sum(hits)));
    }

    /**
     * Y = ΠX. dX = dY ∘ Π of the other X. With P the product of what is not zero: P / X if no other is zero, else 0.
     */
    private static Value product(Reduction r, Arithmetic m) {
        Value isZero = m.equal(r.x(), 0);
        Value solid = m.choose(isZero, m.number(1), r.x());
        Value zeros = m.choose(isZero, m.number(1), m.number(0));
        Value otherZeros = m.sub(r.sum(zeros), zeros);
        return m.where(m.equal(otherZeros, 0), m.div(m.mul(r.dY(), r.product(solid)), solid));
    }
}
