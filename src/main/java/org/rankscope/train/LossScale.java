package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Dynamic loss scaling (Micikevicius et al. 2018, arXiv 1710.03740, section 3.2): gradients are of a loss that is scaled up,
 * so that small ones don't vanish in float16. A step whose gradients are not finite is left out and halves the scale; {@value
 * #GROWTH_INTERVAL} good steps in a row double it. Numbers are those of PyTorch's {@code GradScaler}; unlike there the
 * optimiser's step count, which corrects its moments, counts the steps that are left out.
 */
final class LossScale {
    /** What the scale begins with. */
    static final float FIRST = 4096;

    /** Good steps before the scale is doubled. */
    static final int GROWTH_INTERVAL = 2000;

    /** Steps left out in a row after which no scale helps: it is then below the smallest number of float16. */
    static final int HOPELESS = 40;

    private static final String SCALE = "loss_scale";
    private static final String GOOD_STEPS = "good_steps";

    private LossScale() {}

    /** What goes from step to step, with the values before the first. */
    static Map<String, Tensor> states() {
        Map<String, Tensor> states = new LinkedHashMap<>();
        states.put(SCALE, Tensor.scalar(FIRST));
        states.put(GOOD_STEPS, Tensor.scalar(0));
        return states;
    }

    /** The scale of this step. */
    static Value of(Map<String, Value> states) {
        return states.get(SCALE);
    }

    /** BOOL scalar: whether the gradients with this 2-norm are all finite. */
    static Value finite(GraphBuilder g, Value norm) {
        // Less is false of what is no number.
        return g.node(Op.LESS, List.of(norm, g.constant(Float.MAX_VALUE)), Map.of(), DType.BOOL, Shape.SCALAR);
    }

    /** The states after a step, in the order of {@link #states}. */
    static List<Value> next(GraphBuilder g, Map<String, Value> states, Value finite) {
        Value scale = states.get(SCALE);
        Value good = g.add(states.get(GOOD_STEPS), g.constant(1));
        Value grows = g.node(
                Op.GREATER_OR_EQUAL, List.of(good, g.constant(GROWTH_INTERVAL)), Map.of(), DType.BOOL, Shape.SCALAR);
        Value grown = g.where(grows, g.mul(scale, g.constant(2)), scale);
        return List.of(
                g.where(finite, grown, g.mul(scale, g.constant(0.5f))),
                g.where(finite, g.where(grows, g.constant(0), good), g.constant(0)));
    }
}
