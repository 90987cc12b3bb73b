package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = running products of X along an axis. With Σ the running sums the other way, exclusive where Y is: before the
 * first zero of X, dX = Σ(dY ∘ Y) / X; at it, dX = Σ(dY ∘ Y'), Y' being the running products with a 1 in its place;
 * behind it, 0. ONNX CumProd-26.
 */
final class CumProdRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value y = node.output();
        Value dY = scope.gradientOf(y);
        long exclusive = node.intAttribute("exclusive", 0);
        long reverse = node.intAttribute("reverse", 0);
        scope.give(x, () -> {
            Arithmetic m = Arithmetic.of(g, x);
            Value isZero = m.equal(x, 0);
            Value zeros = running(g, node, Op.CUM_SUM, m.choose(isZero, m.number(1), m.number(0)), 0, reverse);
            Value isFirst = m.and(isZero, m.equal(zeros, 1));
            Value solid = m.choose(isZero, m.number(1), x);
            Value before = m.div(running(g, node, Op.CUM_SUM, m.mul(dY, y), exclusive, 1 - reverse), solid);
            Value mended = running(g, node, Op.CUM_PROD, m.choose(isFirst, m.number(1), x), exclusive, reverse);
            Value at = running(g, node, Op.CUM_SUM, m.mul(dY, mended), exclusive, 1 - reverse);
            return m.choose(isFirst, at, m.where(m.equal(zeros, 0), before));
        });
    }

    private static Value running(GraphBuilder g, Node node, Op op, Value value, long exclusive, long reverse) {
        Map<String, Attribute> attributes =
                Map.of("exclusive", new Attribute.Int(exclusive), "reverse", new Attribute.Int(reverse));
        return g.node(op, List.of(value, node.input(1)), attributes, value.dtype(), value.shape());
    }
}
