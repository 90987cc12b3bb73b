package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;

/**
 * Low-rank adaptation: y = x·Wᵀ + scaling · (dropout(x)·loraAᵀ)·loraBᵀ (Hu et al. 2021, arXiv 2106.09685, equation 3);
 * scaling alpha / rank, or alpha / √rank (Kalajdzievski 2023, arXiv 2312.03732). {@link LoraBranch} says how
 * the update meets the base product, {@link FactorStart} where its factors begin.
 */
final class Lora implements LayerAdapter {
    private final FactorStart start;

    /** With factors that begin the usual way. */
    Lora() {
        this(new FactorStart(InitialFactors.KAIMING));
    }

    Lora(FactorStart start) {
        this.start = start;
    }

    /** What {@code config} asks for on {@code model}. */
    static LayerAdapter of(AdapterConfig config, ModelGraph model) {
        FactorStart start = FactorStart.of(config, model);
        return start.takesFromBase() ? new ResidualLora(start, config.useRslora()) : new Lora(start);
    }

    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        start.check(target);
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(AdapterNames.loraA(target), target.loraA());
        shapes.put(AdapterNames.loraB(target), target.loraB());
        return shapes;
    }

    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        return start.random(target, seed);
    }

    @Override
    public Map<String, Tensor> startOn(BaseModel model, AdaptedModule target, Function<String, SplittableRandom> seed) {
        return start.values(target, model, seed);
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
}
