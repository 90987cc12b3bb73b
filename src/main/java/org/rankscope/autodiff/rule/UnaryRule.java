package org.rankscope.autodiff.rule;

import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/** Y = f(X), each element by itself. dX = dY ∘ f'(X), as a formula says. */
final class UnaryRule implements GradientRule {
    /** dX of X, Y and dY, of one shape. */
    @FunctionalInterface
    interface Formula {
        Value dX(Arithmetic m, Value x, Value y, Value dY);
    }

    /** dX of X, Y and dY, of one shape, where the operator has attributes. */
    @FunctionalInterface
    interface FormulaOfNode {
        Value dX(Arithmetic m, Node node, Value x, Value dY);
    }

    private final FormulaOfNode formula;

    private UnaryRule(FormulaOfNode formula) {
        this.formula = formula;
    }

    static UnaryRule of(Formula formula) {
        return new UnaryRule((m, node, x, dY) -> formula.dX(m, x, node.output(), dY));
    }

    static UnaryRule ofNode(FormulaOfNode formula) {
        return new UnaryRule(formula);
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        scope.give(x, () -> formula.dX(Arithmetic.of(scope.builder(), x), node, x, dY));
    }
}
