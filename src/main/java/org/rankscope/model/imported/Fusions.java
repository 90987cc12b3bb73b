package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Chains of elementwise operators that exporters write for one: root-mean-square normalisation, x / √(mean(x²) + ε) · gain
 * over the last axis, layer normalisation, which is that of x - mean(x) plus a bias, and SiLU, x · sigmoid(x). As one operator
 * each they keep fewer values and run faster, forward and backward, and what looks for a norm finds it.
 */
final class Fusions {
    private final GraphBuilder g;
    private final Map<Value, Node> makers = new HashMap<>();
    /** Layer normalisations that have no bias yet, with what they are of. */
    private final Map<Value, Centred> unbiased = new HashMap<>();

    private record Centred(Value x, Value gain, float epsilon) {}

    Fusions(GraphBuilder g) {
        this.g = g;
    }

    /** Takes note of a node that was made. */
    void made(Node node) {
        node.outputs().forEach(output -> makers.put(output, node));
    }

    /** What stands for a product of {@code factors}, made in {@code scope}, where the product ends such a chain. */
    Optional<Value> product(List<Value> factors, String scope) {
        return silu(factors.get(0), factors.get(1), scope)
                .or(() -> silu(factors.get(1), factors.get(0), scope))
                .or(() -> normalisation(factors.get(0), factors.get(1), scope))
                .or(() -> normalisation(factors.get(1), factors.get(0), scope));
    }

    /** What stands for a sum of {@code terms}, made in {@code scope}, where the sum ends such a chain. */
    Optional<Value> sum(List<Value> terms, String scope) {
        return biased(terms.get(0), terms.get(1), scope).or(() -> biased(terms.get(1), terms.get(0), scope));
    }

    private Optional<Value> biased(Value normed, Value bias, String scope) {
        return Optional.ofNullable(unbiased.get(normed))
                .filter(centred -> bias.shape().equals(centred.gain().shape()))
                .map(centred -> g.in(scope, () -> layerNormalization(centred, List.of(bias))));
    }

    private Value layerNormalization(Centred centred, List<Value> bias) {
        Value x = centred.x();
        List<Value> operands = new ArrayList<>(List.of(x, centred.gain()));
        operands.addAll(bias);
        return g.node(
                Op.LAYER_NORMALIZATION,
                operands,
                Map.of("axis", new Attribute.Int(-1), "epsilon", new Attribute.Float(centred.epsilon())),
                x.dtype(),
                x.shape());
    }

    private Optional<Value> silu(Value x, Value gate, String scope) {
        return made(gate, Op.SIGMOID)
                .filter(sigmoid -> sigmoid.input(0).equals(x) && x.dtype() == DType.FLOAT)
                .map(sigmoid -> g.in(scope, () -> g.quickGelu(x, 1)));
    }

    private Optional<Node> made(Value value, Op by) {
        return Optional.ofNullable(makers.get(value)).filter(node -> node.op() == by);
    }

    private Optional<Value> normalisation(Value gain, Value normed, String scope) {
        boolean fits = gain.shape().rank() == 1
                && normed.shape().rank() > 1
                && gain.shape().dim(0) == normed.shape().dim(-1)
                && normed.dtype() == DType.FLOAT;
        if (!fits) {
            return Optional.empty();
        }
        Optional<Node> product = made(normed, Op.MUL);
        if (product.isPresent()) {
            Value a = product.get().input(0);
            Value b = product.get().input(1);
            return inverse(b).flatMap(root -> normalised(gain, a, root, scope)).or(() -> inverse(a)
                    .flatMap(root -> normalised(gain, b, root, scope)));
        }
        return made(normed, Op.DIV).flatMap(ratio -> normalised(gain, ratio.input(0), ratio.input(1), scope));
    }

    /** s, where {@code value} is 1 / s. */
    private Optional<Value> inverse(Value value) {
        return made(value, Op.RECIPROCAL).map(node -> node.input(0)).or(() -> made(value, Op.DIV)
                .filter(node -> number(node.input(0)).filter(one -> one == 1).isPresent())
                .map(node -> node.input(1)));
    }

    /** The normalisation of {@code x}, where {@code root} is √(mean(x²) + ε). */
    private Optional<Value> normalised(Value gain, Value x, Value root, String scope) {
        Optional<Node> sum = made(root, Op.SQRT).flatMap(node -> made(node.input(0), Op.ADD));
        if (sum.isEmpty()) {
            return Optional.empty();
        }
        Value a = sum.get().input(0);
        Value b = sum.get().input(1);
        Optional<Float> epsilon = number(b).or(() -> number(a));
        Value mean = number(b).isPresent() ? a : b;
        return epsilon.filter(e -> e > 0 && isMeanSquare(mean, x))
                .map(e -> g.in(scope, () -> normalisation(gain, x, e)));
    }

    private Value normalisation(Value gain, Value x, float epsilon) {
        Optional<Value> whole = made(x, Op.SUB)
                .filter(node -> mean(node.input(1)).equals(Optional.of(node.input(0))))
                .map(node -> node.input(0));
        if (whole.isEmpty()) {
            return g.simplifiedLayerNormalization(x, gain, epsilon).get(0);
        }
        Centred centred = new Centred(whole.get(), gain, epsilon);
        Value normed = layerNormalization(centred, List.of());
        unbiased.put(normed, centred);
        return normed;
    }

    private boolean isMeanSquare(Value value, Value x) {
        return mean(value).filter(square -> isSquare(square, x)).isPresent();
    }

    /** What {@code value} is the mean of, over the last axis, which it keeps. */
    private Optional<Value> mean(Value value) {
        return made(value, Op.REDUCE_MEAN)
                .filter(node -> node.intAttribute("keepdims", 1) == 1 && node.hasInput(1))
                .filter(node -> isLastAxis(node.input(1), node.input(0)))
                .map(node -> node.input(0));
    }

    private boolean isLastAxis(Value axes, Value x) {
        Optional<Tensor> numbers = g.constantIfAny(axes).filter(tensor -> tensor.dtype() == DType.INT64);
        return numbers.isPresent()
                && numbers.get().shape().elements() == 1
                && x.shape().rank() > 0
                && Math.floorMod(numbers.get().longs()[0], x.shape().rank())
                        == x.shape().rank() - 1;
    }

    private boolean isSquare(Value value, Value x) {
        boolean power = made(value, Op.POW)
                .filter(node -> node.input(0).equals(x)
                        && number(node.input(1)).filter(two -> two == 2).isPresent())
                .isPresent();
        return power
                || made(value, Op.MUL)
                        .filter(node -> node.inputs().equals(List.of(x, x)))
                        .isPresent();
    }

    /** The number that a constant with one element holds. */
    private Optional<Float> number(Value value) {
        return g.constantIfAny(value)
                .filter(tensor ->
                        tensor.dtype() == DType.FLOAT && tensor.shape().elements() == 1)
                .map(tensor -> tensor.floats()[0]);
    }
}
