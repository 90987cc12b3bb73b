package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Low-rank adaptation: y = x·Wᵀ + scaling · (dropout(x)·loraAᵀ)·loraBᵀ (Hu et al. 2021, arXiv 2106.09685, equation 3);
 * scaling alpha / rank, or alpha / √rank (Kalajdzievski 2023, arXiv 2312.03732). {@link LoraBranch} says how
 * the update meets the base product.
 */
final class Lora implements LayerAdapter {
    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(AdapterNames.loraA(target), target.loraA());
        shapes.put(AdapterNames.loraB(target), target.loraB());
        return shapes;
    }

    /**
     * loraB is 0, loraA uniform in ±1/√(numbers that one of its rows reads) (PEFT's Kaiming-uniform with a = √5). Rows of
     * loraA are drawn in turn, so that a lower rank starts with the first rows of a higher one.
     */
    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        Shape loraA = target.loraA();
        return Map.of(
                AdapterNames.loraA(target),
                uniform(loraA, 1 / Math.sqrt(loraA.inner().elements()), seed.apply(AdapterNames.loraA(target))),
                AdapterNames.loraB(target),
                Tensor.zeros(DType.FLOAT, target.loraB()));
    }

    @Override
    public Value onto(Site site, Map<String, Value> own) {
        return new LoraBranch(site.graph(), site.layer(), site.target())
                .onto(
                        site.dropped(),
                        own.get(AdapterNames.loraA(site.target())),
                        own.get(AdapterNames.loraB(site.target())),
                        site.kept());
    }

    /** W + scaling · B·A, in the layout of the weight. */
    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        String weight = target.module().weightName();
        return Map.of(
                weight,
                DeltaWeight.of(target, own.get(AdapterNames.loraA(target)), own.get(AdapterNames.loraB(target)))
                        .addedTo(base.apply(weight)));
    }

    private static Tensor uniform(Shape shape, double bound, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return Tensor.ofFloats(shape, values);
    }
}
