package org.rankscope.autodiff.rule;

import java.util.Optional;
import java.util.OptionalDouble;
import org.rankscope.autodiff.GradientRule;
import org.rankscope.autodiff.GradientScope;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Y = Aᴮ. dA = dY ∘ B ∘ Aᴮ⁻¹, zero where B = 0; dB = dY ∘ Y ∘ log A, zero where A ≤ 0. Both summed over broadcast axes.
 * ONNX Pow-15; the exponent may be of another type, integers included.
 */
final class PowRule implements GradientRule {
    @Override
    public void apply(Node node, GradientScope scope) {
        GraphBuilder g = scope.builder();
        Value a = node.input(0);
        Value b = node.input(1);
        Value dY = scope.gradientOf(node.output());
        Arithmetic m = Arithmetic.of(g, a);
        OptionalDouble known = constant(g, b);
        scope.give(a, () -> {
            Value dA = known.isPresent()
                    ? m.mul(dY, slope(m, a, known.getAsDouble()))
                    : m.mul(dY, slope(m, a, typed(g, b, a)));
            return scope.sumToShape(dA, a);
        });
        scope.give(b, () -> {
            Value log = m.log(m.choose(m.greater(a, 0), a, m.number(1)));
            Value dB = m.mul(m.mul(dY, node.output()), log);
            return typed(g, scope.sumToShape(dB, b), b);
        });
    }

    private static Value slope(Arithmetic m, Value a, Value b) {
        return m.except(m.equal(b, 0), m.mul(b, m.pow(a, m.plus(b, -1))));
    }

    private static Value slope(Arithmetic m, Value a, double b) {
        if (b == 0) {
            return m.number(0);
        } else if (b == 1) {
            return m.number(1);
        } else if (b == 2) {
            return m.times(a, 2);
        } else {
            return m.times(b == 3 ? m.square(a) : m.pow(a, m.number(b - 1)), b);
        }
    }

    private static Value typed(GraphBuilder g, Value value, Value like) {
        return value.dtype() == like.dtype() ? value : g.cast(value, like.dtype());
    }

    /** The number, if it is a single one and is known. */
    private static OptionalDouble constant(GraphBuilder g, Value value) {
        Optional<Tensor> tensor = g.constantIfAny(value);
        if (tensor.isEmpty() || value.shape().elements() != 1) {
            return OptionalDouble.empty();
        }
        return switch (value.dtype()) {
            case FLOAT -> OptionalDouble.of(tensor.get().floats()[0]);
            case DOUBLE -> OptionalDouble.of(tensor.get().doubles()[0]);
            case INT64 -> OptionalDouble.of(tensor.get().longs()[0]);
            case INT32 -> OptionalDouble.of(tensor.get().data().asIntBuffer().get(0));
            default -> OptionalDouble.empty();
        };
    }
}
