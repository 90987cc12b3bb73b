package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;

/**
 * LoRA that begins with a part of the weight, which the base then lacks: W' = (W - scaling · B₀·A₀) + scaling · B·A
 * (PiSSA, OLoRA: {@link FactorStart}). The base stays untouched: as scaling · [B, -B₀]·[A; A₀] the update is a plain LoRA of
 * twice the rank, half of which is fixed. So it is computed, and so it is stored: PEFT documents the same conversion
 * ({@code path_initial_model_for_weight_conversion}). Dropout is of what the trained half reads: the fixed one stands for a
 * part of the weight.
 */
final class ResidualLora implements LayerAdapter {
    private static final String FIXED_A = "lora_A.start";
    private static final String FIXED_B = "lora_B.start";

    private final Lora lora;
    private final FactorStart start;
    private final boolean rankStabilised;

    /** @param rankStabilised whether the scaling is alpha / √rank */
    ResidualLora(FactorStart start, boolean rankStabilised) {
        this.rankStabilised = rankStabilised;
        this.lora = new Lora(start);
        this.start = start;
    }

    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        return lora.trained(target);
    }

    /** A₀ and -B₀. */
    @Override
    public Map<String, Shape> fixed(AdaptedModule target) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(FIXED_A, target.loraA());
        shapes.put(FIXED_B, target.loraB());
        return shapes;
    }

    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        return lora.start(target, base, seed);
    }

    @Override
    public Map<String, Tensor> startOn(BaseModel model, AdaptedModule target, Function<String, SplittableRandom> seed) {
        Map<String, Tensor> values = new LinkedHashMap<>(start.values(target, model, seed));
        values.put(FIXED_A, values.get(AdapterNames.loraA(target)));
        float[] taken = values.get(AdapterNames.loraB(target)).floats();
        for (int i = 0; i < taken.length; i++) {
            taken[i] = -taken[i];
        }
        values.put(FIXED_B, Tensor.ofFloats(target.loraB(), taken));
        return values;
    }

    @Override
    public Value onto(Site site, Map<String, Value> own) {
        GraphBuilder g = site.graph();
        AdaptedModule target = site.target();
        if (site.drops()) {
            Value rest =
                    new LoraBranch(g, site.layer(), target).onto(site.input(), own.get(FIXED_A), own.get(FIXED_B), 1);
            return new LoraBranch(g, site.layer(), target, rest)
                    .onto(
                            site.dropped(),
                            own.get(AdapterNames.loraA(target)),
                            own.get(AdapterNames.loraB(target)),
                            site.kept());
        }
        return new LoraBranch(g, site.layer(), stored(target))
                .onto(
                        site.dropped(),
                        g.concat(List.of(own.get(AdapterNames.loraA(target)), own.get(FIXED_A)), 0),
                        g.concat(List.of(own.get(AdapterNames.loraB(target)), own.get(FIXED_B)), 1),
                        site.kept());
    }

    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        return lora.merged(stored(target), base, toFile(target, own));
    }

    @Override
    public Left left(AdapterConfig config, List<AdaptedModule> targets, Map<String, Tensor> values) {
        Map<String, Tensor> stored = new LinkedHashMap<>(values);
        for (AdaptedModule target : targets) {
            String path = target.module().name() + ".";
            Map<String, Tensor> own = new LinkedHashMap<>();
            trained(target).keySet().forEach(end -> own.put(end, values.get(path + end)));
            fixed(target).keySet().forEach(end -> own.put(end, stored.remove(path + end)));
            toFile(target, own).forEach((end, value) -> stored.put(path + end, value));
        }
        return new Left(config.withTwiceTheRank(), stored);
    }

    private AdaptedModule stored(AdaptedModule target) {
        double alpha = target.alpha() * (rankStabilised ? Math.sqrt(2) : 2);
        return new AdaptedModule(target.module(), 2 * target.rank(), alpha, target.scaling());
    }

    @Override
    public Map<String, Shape> inFile(AdaptedModule target) {
        return Map.of(
                AdapterNames.loraA(target), stored(target).loraA(),
                AdapterNames.loraB(target), stored(target).loraB());
    }

    private Map<String, Tensor> toFile(AdaptedModule target, Map<String, Tensor> own) {
        String loraA = AdapterNames.loraA(target);
        String loraB = AdapterNames.loraB(target);
        AdaptedModule both = stored(target);
        float[] rows = new float[Math.toIntExact(both.loraA().elements())];
        float[] a = own.get(loraA).floats();
        System.arraycopy(a, 0, rows, 0, a.length);
        System.arraycopy(own.get(FIXED_A).floats(), 0, rows, a.length, a.length);
        float[] columns = new float[Math.toIntExact(both.loraB().elements())];
        float[] b = own.get(loraB).floats();
        float[] fixed = own.get(FIXED_B).floats();
        int rank = target.rank();
        for (int out = 0; out < target.module().outFeatures(); out++) {
            System.arraycopy(b, out * rank, columns, out * 2 * rank, rank);
            System.arraycopy(fixed, out * rank, columns, (out * 2 + 1) * rank, rank);
        }
        Map<String, Tensor> stored = new LinkedHashMap<>();
        stored.put(loraA, Tensor.ofFloats(both.loraA(), rows));
        stored.put(loraB, Tensor.ofFloats(both.loraB(), columns));
        return stored;
    }
}
