package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.NormalNumbers;

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
     * loraA are drawn in turn, so that a lower rank starts with the first rows of a higher one. Of an embedding loraA is 0,
     * and loraB normal (PEFT 0.21, {@code reset_lora_parameters}).
     */
    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        String nameA = AdapterNames.loraA(target);
        String nameB = AdapterNames.loraB(target);
        Shape loraA = target.loraA();
        Shape loraB = target.loraB();
        if (target.module().embedding()) {
            return Map.of(nameA, Tensor.zeros(DType.FLOAT, loraA), nameB, normal(loraB, seed.apply(nameB)));
        }
        return Map.of(
                nameA,
                uniform(loraA, 1 / Math.sqrt(loraA.inner().elements()), seed.apply(nameA)),
                nameB,
                Tensor.zeros(DType.FLOAT, loraB));
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

    /** Column by column, so that a lower rank starts with the first columns of a higher one. */
    private static Tensor normal(Shape shape, SplittableRandom random) {
        int rows = Math.toIntExact(shape.dim(0));
        int columns = Math.toIntExact(shape.dim(1));
        float[] values = new float[rows * columns];
        NormalNumbers numbers = new NormalNumbers(random.nextLong());
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                values[row * columns + column] = (float) numbers.next();
            }
        }
        return Tensor.ofFloats(shape, values);
    }

    /** In ±{@code bound}, row by row. */
    static Tensor uniform(Shape shape, double bound, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return Tensor.ofFloats(shape, values);
    }
}
