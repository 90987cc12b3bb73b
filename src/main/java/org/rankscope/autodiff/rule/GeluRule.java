package org.rankscope.autodiff.rule;

import java.util.function.Predicate;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Y = Z ∘ Φ(Z), where Z = X or X + bias. ONNX Gelu-20; com.microsoft Gelu-1, BiasGelu-1, FastGelu-1.
 *
 * <p>With the normal distribution Φ(Z) = ½ + ½ erf(Z/√2): dZ = dY ∘ (Φ(Z) + Z ∘ exp(-Z²/2)/√(2π)).
 *
 * <p>With Φ(Z) = ½ + ½ tanh(V) = sigmoid(2V) = S, where V = √(2/π)(Z + 0.044715 Z³): dZ = dY ∘ S ∘ (1 + 2(Z - Y) ∘
 * dV/dZ). Hendrycks and Gimpel 2016 (arXiv 1606.08415), section 2.
 */
final class GeluRule implements GradientRule {
    private static final double CUBIC = 0.044715;
    private static final double TWO_ROOT_TWO_OVER_PI = 2 * Math.sqrt(2 / Math.PI);

    private final Predicate<Node> isByTanh;

    private GeluRule(Predicate<Node> isByTanh) {
        this.isByTanh = isByTanh;
    }

    /** By the error function. */
    static GeluRule exact() {
        return new GeluRule(node -> false);
    }

    /** By the hyperbolic tangent. */
    static GeluRule byTanh() {
        return new GeluRule(node -> true);
    }

    /** By what the attribute {@code approximate} says. */
    static GeluRule byAttribute() {
        return new GeluRule(node -> node.textAttribute("approximate", "none").equals("tanh"));
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value x = node.input(0);
        Value dY = scope.gradientOf(node.output());
        if (!scope.needs(x) && !(node.hasInput(1) && scope.needs(node.input(1)))) {
            return;
        }
        Arithmetic m = Arithmetic.of(g, x);
        Value z = node.hasInput(1) ? g.add(x, node.input(1)) : x;
        Value slope = isByTanh.test(node) ? slopeByTanh(m, z, node.output()) : exactSlope(m, z);
        Value dZ = g.mul(dY, slope);
        scope.give(x, () -> dZ);
        if (node.hasInput(1)) {
            scope.give(node.input(1), () -> scope.sumToShape(dZ, node.input(1)));
        }
    }

    private static Value exactSlope(Arithmetic m, Value z) {
        Value u = m.times(z, Math.sqrt(0.5));
        Value share = m.plus(m.times(m.of(Op.ERF, u), 0.5), 0.5);
        Value density = m.exp(m.neg(m.square(u)));
        return m.add(share, m.mul(m.times(u, 1 / Math.sqrt(Math.PI)), density));
    }

    private static Value slopeByTanh(Arithmetic m, Value z, Value y) {
        Value cubic = m.times(m.square(z), CUBIC * TWO_ROOT_TWO_OVER_PI);
        Value s = m.of(Op.SIGMOID, m.mul(z, m.plus(cubic, TWO_ROOT_TWO_OVER_PI)));
        Value twiceDv = m.plus(m.times(cubic, 3), TWO_ROOT_TWO_OVER_PI);
        return m.mul(s, m.plus(m.mul(m.sub(z, y), twiceDv), 1));
    }
}
