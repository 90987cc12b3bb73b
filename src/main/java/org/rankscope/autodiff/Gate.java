package org.rankscope.autodiff;

import java.util.List;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Keeps what the backward pass makes again from being made before the gradient that asks for it is there. A value passes a
 * {@code Where} whose condition reads that gradient and whose branches are both the value itself: so it can't be computed
 * early, is no repetition to an optimiser, and holds for every number.
 */
public final class Gate {
    private final GraphBuilder g;
    private final Value arriving;
    private Value condition;

    public Gate(GraphBuilder g, Value arriving) {
        this.g = g;
        this.arriving = arriving;
    }

    /** {@code value}, but not before the gradient has arrived. */
    public Value of(Value value) {
        if (condition == null) {
            Value flat = g.reshape(arriving, Shape.of(arriving.shape().elements()));
            Value first = g.gather(flat, g.constant(Tensor.ofLongs(Shape.SCALAR, 0)));
            condition = g.equal(first, g.constant(Tensor.zeros(first.dtype(), Shape.SCALAR)));
        }
        return g.where(condition, value, value);
    }

    /**
     * {@code value}, made anew where it is made of weights and tables alone: a weight that is written out from its codes need
     * not be kept from the forward pass on, nor be written out before its turn. Otherwise {@code value} itself.
     */
    public Value anew(Value value) {
        return isFixed(g, value) ? remade(value) : value;
    }

    /** Whether {@code value} is made of weights and tables alone. */
    public static boolean isFixed(GraphBuilder g, Value value) {
        return value.isAbsent()
                || g.isParameter(value)
                || g.constantIfAny(value).isPresent()
                || g.producerOf(value)
                        .filter(node -> node.inputs().stream().allMatch(input -> isFixed(g, input)))
                        .isPresent();
    }

    private Value remade(Value value) {
        if (g.constantIfAny(value).isPresent()) {
            return value.dtype() == DType.FLOAT ? of(value) : value;
        } else if (g.producerOf(value).isEmpty()) {
            return value;
        }
        Node node = g.producerOf(value).orElseThrow();
        List<Value> inputs = node.inputs().stream().map(this::remade).toList();
        return g.add(node.op(), inputs, node.attributes(), node.outputs())
                .output(node.outputs().indexOf(value));
    }
}
