package org.rankscope.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** What a {@link GradientRule} sees of the sweep: gradients of outputs in, contributions to those of inputs out. */
public abstract class GradientScope {
    private final GraphBuilder builder;

    GradientScope(GraphBuilder builder) {
        this.builder = builder;
    }

    /** Where rules put their nodes. */
    public final GraphBuilder builder() {
        return builder;
    }

    /** The gradient of an output of the node at hand; only valid for an operator's single output. */
    public final Value gradientOf(Value output) {
        return gradientIfAny(output).orElseThrow(() -> new IllegalStateException("No gradient reaches " + output));
    }

    /** The gradient of an output, empty if nothing that is wanted depends on it. */
    public abstract Optional<Value> gradientIfAny(Value output);

    /** Whether a gradient of {@code input} is wanted. */
    public abstract boolean needs(Value input);

    /** Adds a contribution to the gradient of {@code input}; {@code contribution} is only asked for if one is needed. */
    public abstract void give(Value input, Supplier<Value> contribution);

    /** Undoes broadcasting: sums {@code gradient} over the axes that {@code input} was stretched along. */
    public final Value sumToShape(Value gradient, Value input) {
        Shape from = gradient.shape();
        Shape to = input.shape();
        if (from.equals(to)) {
            return gradient;
        }
        int added = from.rank() - to.rank();
        List<Long> axes = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            if (axis < added || (to.dim(axis - added) == 1 && from.dim(axis) != 1)) {
                axes.add((long) axis);
            }
        }
        return axes.isEmpty()
                ? builder.reshape(gradient, to)
                : builder.reshape(builder.reduceSum(gradient, axes, false), to);
    }
}
