package org.rankscope.autodiff.rule;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Value;

/**
 * Y = X̂ ∘ gain + bias, where X̂ is X normalised over the axes from one on, and X may be a sum of inputs.
 * dX̂ = dY ∘ gain, from which {@link Normalized} gets dX; dgain = Σ dY ∘ X̂ and dbias = Σ dY over the other axes.
 * Ba et al. 2016 (arXiv 1607.06450), equation 4; Zhang and Sennrich 2019 (arXiv 1910.07467), equation 4.
 */
final class LayerNormalizationRule implements GradientRule {
    private static final int NONE = Integer.MAX_VALUE;

    /**
     * Where an operator has what.
     *
     * @param centred whether the mean is taken away
     * @param addends inputs whose sum is X
     * @param mean output that holds the mean
     * @param reciprocal output that holds what X is multiplied by
     * @param sum output that holds X
     */
    private record Form(
            boolean centred,
            List<Integer> addends,
            int gain,
            int bias,
            int mean,
            int reciprocal,
            int sum,
            float defaultEpsilon) {}

    private final Form form;

    private LayerNormalizationRule(Form form) {
        this.form = form;
    }

    /** ONNX LayerNormalization-17. */
    static LayerNormalizationRule layer() {
        return new LayerNormalizationRule(new Form(true, List.of(0), 1, 2, 1, 2, NONE, 1e-5f));
    }

    /** SimplifiedLayerNormalization-1 of ONNX Runtime; ONNX RMSNormalization-23, which has one output. */
    static LayerNormalizationRule rootMeanSquare() {
        return new LayerNormalizationRule(new Form(false, List.of(0), 1, NONE, NONE, 1, NONE, 1e-5f));
    }

    /** com.microsoft SkipLayerNormalization-1. */
    static LayerNormalizationRule skip() {
        return new LayerNormalizationRule(new Form(true, List.of(0, 1, 4), 2, 3, 1, 2, 3, 1e-12f));
    }

    /** com.microsoft SkipSimplifiedLayerNormalization-1. */
    static LayerNormalizationRule skipRootMeanSquare() {
        return new LayerNormalizationRule(new Form(false, List.of(0, 1, 3), 2, NONE, 1, 2, 3, 1e-12f));
    }

    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Normalized normalized = normalized(node, g);
        gradient(node, scope, 0).ifPresent(dY -> {
            Value gain = node.input(form.gain());
            giveAddends(node, scope, () -> normalized.dX(g.mul(dY, gain)));
            scope.give(gain, () -> scope.sumToShape(g.mul(dY, normalized.hat()), gain));
            if (node.hasInput(form.bias())) {
                scope.give(node.input(form.bias()), () -> scope.sumToShape(dY, node.input(form.bias())));
            }
        });
        gradient(node, scope, form.mean())
                .ifPresent(dMean -> giveAddends(node, scope, () -> normalized.dXOfMean(dMean)));
        gradient(node, scope, form.reciprocal())
                .ifPresent(dR -> giveAddends(node, scope, () -> normalized.dXOfReciprocal(dR)));
        gradient(node, scope, form.sum()).ifPresent(dSum -> giveAddends(node, scope, () -> dSum));
    }

    private Normalized normalized(Node node, GraphBuilder g) {
        Value x = node.input(0);
        int axis = x.shape().axis((int) node.intAttribute("axis", -1));
        float epsilon = node.floatAttribute("epsilon", form.defaultEpsilon());
        Supplier<Value> sum = () -> sum(node, g);
        if (form.centred()) {
            return new Standardized(g, sum, axis, epsilon);
        }
        Optional<Value> reciprocal =
                node.hasOutput(form.reciprocal()) ? Optional.of(node.output(form.reciprocal())) : Optional.empty();
        return new RootMeanSquared(g, sum, axis, epsilon, reciprocal);
    }

    private Value sum(Node node, GraphBuilder g) {
        return node.hasOutput(form.sum())
                ? node.output(form.sum())
                : addends(node).reduce(g::add).orElseThrow();
    }

    private Stream<Value> addends(Node node) {
        return form.addends().stream().filter(node::hasInput).map(node::input);
    }

    private void giveAddends(Node node, GradientScope scope, Supplier<Value> dX) {
        addends(node).forEach(addend -> scope.give(addend, () -> scope.sumToShape(dX.get(), addend)));
    }

    private static Optional<Value> gradient(Node node, GradientScope scope, int output) {
        return node.hasOutput(output) ? scope.gradientIfAny(node.output(output)) : Optional.empty();
    }
}
