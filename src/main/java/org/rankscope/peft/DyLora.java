package org.rankscope.peft;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;

/**
 * DyLoRA: one training for every rank up to r. For each micro-batch a rank b is drawn evenly from 1 to r, one and the same for all
 * layers, and only the first b rows of A and columns of B take part (Valipour et al. 2022, arXiv 2210.07558, algorithm 1, with all
 * of the first b trained: what their implementation calls not frozen). It is evaluated at the whole rank; {@link
 * TruncatedUpdate} is what it is at a lower one.
 *
 * <p>The scaling at b is what a LoRA of rank b has: alpha(b) / b, or alpha(b) / √b if rank-stabilised, with alpha(b) = alpha · (b /
 * r)^{@code alpha_power}. With the authors alpha is the same at every b, power 0: they multiply alpha / r by r / b (huawei-noah's
 * {@code dylora}, class {@code dynamic}: √(r / b) on both factors). A study whose alpha follows the rank states the power that
 * its own cells have, so that each cut is the LoRA that the study would train there.
 */
final class DyLora implements LayerAdapter {
    private static final String RANK = "dylora/rank";

    private final Lora lora = new Lora();
    private final int largest;
    private final double exponent;

    DyLora(AdapterConfig config) {
        this.largest = config.rankPattern().values().stream().reduce(config.r(), Math::max);
        this.exponent = exponent(config);
    }

    /** The power of b / r that the scaling at b is of that at r. */
    static double exponent(AdapterConfig config) {
        return (config.alphaPower() == null ? 0 : config.alphaPower()) - (config.useRslora() ? 0.5 : 1);
    }

    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        if (target.module().groups() > 1) {
            throw new RequestException("target_modules: " + target.module().name() + " is a convolution in "
                    + target.module().groups()
                    + " groups, whose ranks can't be cut one by one as DyLoRA does; leave it out, or choose lora.");
        }
        return lora.trained(target);
    }

    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        return lora.start(target, base, seed);
    }

    @Override
    public Value onto(Site site, Map<String, Value> own) {
        if (!site.isTraining()) {
            return lora.onto(site, own);
        }
        GraphBuilder g = site.graph();
        String name = AdapterNames.loraA(site.target());
        Value loraA = own.get(name);
        Value drawn = site.drawn(
                RANK,
                DType.FLOAT,
                Shape.SCALAR,
                (random, elements, target) -> target.putFloat(1 + random.nextInt(largest)));
        Map<String, Value> some = new HashMap<>(own);
        some.put(name, g.mul(loraA, g.reshape(weights(g, drawn, site.target().rank()), column(loraA.shape()))));
        return lora.onto(site, some);
    }

    /** For each of {@code rank} ranks what it counts at the rank that is {@code drawn}: (b / rank)^exponent or 0. */
    private Value weights(GraphBuilder g, Value drawn, int rank) {
        float[] places = new float[rank];
        for (int i = 0; i < rank; i++) {
            places[i] = i;
        }
        Value all = g.constant(rank);
        Value b = g.node(Op.MIN, List.of(drawn, all), Map.of(), DType.FLOAT, Shape.SCALAR);
        Value scale = g.node(
                Op.POW, List.of(g.div(b, all), g.constant((float) exponent)), Map.of(), DType.FLOAT, Shape.SCALAR);
        Value takesPart = g.greater(b, g.constant(Tensor.ofFloats(Shape.of(rank), places)));
        return g.where(takesPart, scale, g.constant(0));
    }

    private static Shape column(Shape loraA) {
        Shape column = loraA;
        for (int axis = 1; axis < loraA.rank(); axis++) {
            column = column.with(axis, 1);
        }
        return column;
    }

    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        return lora.merged(target, base, own);
    }
}
