package org.rankscope.model.imported;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Chains of elementwise operators as exporters write them, replaced by the one operator of ONNX Runtime that computes them. ONNX
 * Runtime does so itself only where nothing else reads what lies within, and a backward pass does.
 *
 * <ul>
 *   <li>w ∘ (x · 1/√(mean(x²) + ε)): {@code SimplifiedLayerNormalization}
 *   <li>x ∘ sigmoid(x): {@code QuickGelu} with alpha 1
 * </ul>
 */
final class Fusion {
    private final GraphBuilder g;

    private Fusion(GraphBuilder g) {
        this.g = g;
    }

    /** A graph of the same inputs, outputs and results. */
    static Graph of(Graph graph) {
        GraphBuilder g = new GraphBuilder(graph.name());
        Fusion fusion = new Fusion(g);
        Map<String, Value> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> inputs.put(input.name(), g.input(input)));
        graph.parameters().forEach(parameter -> g.parameter(parameter.name(), parameter.dtype(), parameter.shape()));
        Set<String> results = graph.outputs().stream().map(Value::name).collect(Collectors.toSet());
        Map<String, Value> outputs = g.inline(
                graph,
                inputs,
                node -> results.contains(node.name())
                        ? node.output()
                        : g.in(node.name(), () -> fusion.fused(node)).orElse(node.output()));
        return g.build(List.copyOf(outputs.values())).withoutUnused();
    }

    private Optional<Value> fused(Node node) {
        if (node.op() != Op.MUL) {
            return Optional.empty();
        }
        Value a = node.input(0);
        Value b = node.input(1);
        return normalised(a, b).or(() -> normalised(b, a)).or(() -> gated(a, b)).or(() -> gated(b, a));
    }

    private Optional<Value> gated(Value x, Value gate) {
        return made(gate, Op.SIGMOID)
                .filter(sigmoid -> sigmoid.input(0).equals(x))
                .map(sigmoid -> g.quickGelu(x, 1));
    }

    /** gain ∘ scaled, where scaled is x over its root mean square. */
    private Optional<Value> normalised(Value gain, Value scaled) {
        boolean overFeatures = gain.shape().rank() == 1
                && gain.shape().dim(0) == scaled.shape().dim(-1);
        return made(scaled, Op.MUL).filter(node -> overFeatures).flatMap(node -> normalised(
                        gain, node.input(0), node.input(1))
                .or(() -> normalised(gain, node.input(1), node.input(0))));
    }

    private Optional<Value> normalised(Value gain, Value x, Value inverse) {
        return denominator(inverse)
                .flatMap(root -> made(root, Op.SQRT))
                .flatMap(root -> made(root.input(0), Op.ADD))
                .flatMap(sum ->
                        meanSquare(x, sum.input(0), sum.input(1)).or(() -> meanSquare(x, sum.input(1), sum.input(0))))
                .map(epsilon -> g.simplifiedLayerNormalization(x, gain, epsilon).get(0));
    }

    /** What 1 is divided by. */
    private Optional<Value> denominator(Value inverse) {
        Optional<Value> divided = made(inverse, Op.DIV)
                .filter(node -> number(node.input(0)).filter(one -> one == 1).isPresent())
                .map(node -> node.input(1));
        return divided.or(() -> made(inverse, Op.RECIPROCAL).map(node -> node.input(0)));
    }

    /** The number added, if {@code mean} is that of x² over the last axis. */
    private Optional<Float> meanSquare(Value x, Value mean, Value added) {
        return made(mean, Op.REDUCE_MEAN)
                .filter(node -> node.intAttribute("keepdims", 1) == 1 && isOverLastAxis(node))
                .filter(node -> isSquareOf(x, node.input(0)))
                .flatMap(node -> number(added));
    }

    private boolean isOverLastAxis(Node reduction) {
        return reduction.hasInput(1)
                && g.constantIfAny(reduction.input(1))
                        .map(Tensor::longs)
                        .filter(axes -> axes.length == 1
                                && reduction.input(0).shape().axis((int) axes[0])
                                        == reduction.input(0).shape().rank() - 1)
                        .isPresent();
    }

    private boolean isSquareOf(Value x, Value square) {
        boolean power = made(square, Op.POW)
                .filter(node -> node.input(0).equals(x)
                        && number(node.input(1)).filter(two -> two == 2).isPresent())
                .isPresent();
        return power
                || made(square, Op.MUL)
                        .filter(node -> node.inputs().equals(List.of(x, x)))
                        .isPresent();
    }

    private Optional<Node> made(Value value, Op op) {
        return g.producerOf(value).filter(node -> node.op() == op);
    }

    /** A constant that is one number of type FLOAT. */
    private Optional<Float> number(Value value) {
        return g.constantIfAny(value)
                .filter(tensor ->
                        tensor.dtype().isFloatingPoint() && tensor.shape().elements() == 1)
                .map(tensor -> tensor.floats()[0]);
    }
}
