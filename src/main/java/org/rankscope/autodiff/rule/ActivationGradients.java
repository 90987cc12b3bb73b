package org.rankscope.autodiff.rule;

import static org.rankscope.autodiff.rule.UnaryRule.of;
import static org.rankscope.autodiff.rule.UnaryRule.ofNode;

import java.util.List;
import java.util.Map;
import org.rankscope.autodiff.GradientRules;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Value;

/**
 * Gradients of activations, each element by itself. At the corner of a flat stretch the slope is 0; at that of Elu,
 * LeakyRelu and Selu it is the one below.
 */
final class ActivationGradients {
    private ActivationGradients() {}

    static void addTo(GradientRules rules) {
        rules.rule(Op.CELU, ofNode(ActivationGradients::celu))
                .rule(Op.ELU, ofNode((m, node, x, dY) -> exponential(m, x, node.output(), alpha(node, 1), 1, dY)))
                .rule(Op.GELU, GeluRule.byAttribute())
                .rule(Op.HARD_SIGMOID, ofNode(ActivationGradients::hardSigmoid))
                .rule(Op.HARD_SWISH, of((m, x, y, dY) -> hardSwish(m, x, dY)))
                .rule(Op.LEAKY_RELU, ofNode(ActivationGradients::leakyRelu))
                .expansion(Op.MISH, ActivationGradients::mish)
                .rule(Op.PRELU, new PReluRule())
                .rule(Op.RELU, of((m, x, y, dY) -> m.where(m.greater(y, 0), dY)))
                .rule(Op.SELU, ofNode(ActivationGradients::selu))
                .rule(
                        Op.SHRINK,
                        ofNode((m, node, x, dY) ->
                                m.where(m.greater(m.abs(x), node.floatAttribute("lambd", 0.5f)), dY)))
                .rule(Op.SIGMOID, of((m, x, y, dY) -> m.mul(m.mul(dY, y), m.minus(1, y))))
                .rule(Op.SOFTPLUS, of((m, x, y, dY) -> m.mul(dY, m.of(Op.SIGMOID, x))))
                .rule(Op.SOFTSIGN, of((m, x, y, dY) -> m.mul(dY, m.square(m.minus(1, m.abs(y))))))
                .rule(Op.SWISH, QuickGeluRule.swish())
                .rule(Op.TANH, of((m, x, y, dY) -> m.mul(dY, m.minus(1, m.square(y)))))
                .rule(Op.THRESHOLDED_RELU, ofNode((m, node, x, dY) -> m.where(m.greater(x, alpha(node, 1)), dY)));
        rules.rule(Op.MICROSOFT_GELU, GeluRule.exact())
                .rule(Op.BIAS_GELU, GeluRule.exact())
                .rule(Op.FAST_GELU, GeluRule.byTanh())
                .rule(Op.QUICK_GELU, QuickGeluRule.quickGelu());
    }

    private static float alpha(Node node, float absent) {
        return node.floatAttribute("alpha", absent);
    }

    /** Y = X above zero, α(exp(X/α) - 1) below. dX = dY ∘ (min(Y, 0)/α + 1). ONNX Celu-12. */
    private static Value celu(Arithmetic m, Node node, Value x, Value dY) {
        return m.mul(dY, m.plus(m.times(m.atMost(node.output(), 0), 1 / (double) alpha(node, 1)), 1));
    }

    /** Y = γX above zero, γα(exp(X) - 1) below. dX = γ dY above, (Y + γα) ∘ dY below. ONNX Elu-6 (γ = 1), Selu-6. */
    private static Value exponential(Arithmetic m, Value x, Value y, double alpha, double gamma, Value dY) {
        Value below = m.mul(dY, m.plus(y, gamma * alpha));
        return m.choose(m.greater(x, 0), m.times(dY, gamma), below);
    }

    private static Value selu(Arithmetic m, Node node, Value x, Value dY) {
        float alpha = alpha(node, 1.6732632423543772f);
        return exponential(m, x, node.output(), alpha, node.floatAttribute("gamma", 1.0507009873554804f), dY);
    }

    /** Y = αX + β, cut to [0, 1]. dX = α dY where 0 < Y < 1. ONNX HardSigmoid-6. */
    private static Value hardSigmoid(Arithmetic m, Node node, Value x, Value dY) {
        Value y = node.output();
        Value sloped = m.and(m.greater(y, 0), m.less(y, 1));
        return m.where(sloped, m.times(dY, alpha(node, 0.2f)));
    }

    /**
     * Y = X ∘ H with H = X/6 + ½ cut to [0, 1]. dX = dY ∘ (X/3 + ½) where |X| < 3, dY ∘ H elsewhere. ONNX HardSwish-14.
     */
    private static Value hardSwish(Arithmetic m, Value x, Value dY) {
        Value slope = m.plus(m.times(x, 1 / 3d), 0.5);
        return m.choose(m.less(m.abs(x), 3), m.mul(dY, slope), m.where(m.greater(x, 0), dY));
    }

    /** Y = X above zero, αX below. dX = dY above, α dY below. ONNX LeakyRelu-16. */
    private static Value leakyRelu(Arithmetic m, Node node, Value x, Value dY) {
        return m.choose(m.greater(x, 0), dY, m.times(dY, alpha(node, 0.01f)));
    }

    /** Y = X ∘ tanh(softplus(X)). ONNX Mish-18. */
    private static List<Value> mish(Node node, GraphBuilder g) {
        Value x = node.input(0);
        Value softplus = g.node(Op.SOFTPLUS, List.of(x), Map.of(), x.dtype(), x.shape());
        return List.of(g.mul(x, g.node(Op.TANH, List.of(softplus), Map.of(), x.dtype(), x.shape())));
    }
}
