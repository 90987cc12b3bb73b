package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = one number of many, along axes. dX as a formula says, stretched along them where it does not vary. */
final class ReductionRule implements GradientRule {
    /** dX of a reduction, of X's shape or with the reduced axes at size 1. */
    @FunctionalInterface
    interface Formula {
        Value dX(Reduction reduction, Arithmetic m);
    }

    private final Formula formula;

    private ReductionRule(Formula formula) {
        this.formula = formula;
    }

    static ReductionRule of(Formula formula) {
        return new ReductionRule(formula);
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        scope.give(x, () -> {
            Reduction reduction = new Reduction(node, scope);
            Arithmetic m = reduction.m();
            return m.stretch(formula.dX(reduction, m), x.shape());
        });
    }
}
