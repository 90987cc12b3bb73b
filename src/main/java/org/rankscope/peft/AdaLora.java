package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/**
 * AdaLoRA: the update in the form of a singular value decomposition, y = x·Wᵀ + scaling · (dropout(x)·(A∘E)ᵀ)·Bᵀ with E [rank, 1] for
 * the singular values (Zhang et al. 2023, arXiv 2303.10512, equation 3), so that a rank goes by setting its E to 0. Which ranks
 * go is for {@link RankAllocation}; that A and B stay near orthogonal is for {@link Orthogonality}.
 *
 * <p>The scaling is alpha / (initial rank + 10⁻⁵), as PEFT has it, and stays so when ranks go. Names of tensors are
 * PEFT's: {@code lora_A} [rank, in], {@code lora_E} [rank, 1], {@code lora_B} [out, rank]. Of an adapter that has lost
 * ranks ({@code kept_ranks}) only those that are left are there, and they are left for good: nothing is reallocated where such an adapter
 * is trained on.
 */
final class AdaLora implements LayerAdapter {
    static final String A = "lora_A";
    static final String E = "lora_E";
    static final String B = "lora_B";

    /** What is trained on each layer. */
    static final List<String> ENDS = List.of(A, E, B);

    /** PEFT's default for {@code beta1} and {@code beta2}, and the paper's. */
    static final double BETA = 0.85;

    /** PEFT's default for {@code orth_reg_weight}; the paper takes 0.1 to 0.5. */
    static final double ORTHOGONALITY = 0.5;

    private static final double SPREAD = 0.02;
    private static final double KEEPS_FROM_ZERO = 1e-5;

    private final AdapterConfig config;

    AdaLora(AdapterConfig config) {
        this.config = config;
    }

    /** What {@code config} makes of {@code module}; PEFT 0.21 knows no other layers than these. */
    static AdaptedModule adapted(AdapterConfig config, LinearModule module) {
        if (module.embedding() || module.isConvolution()) {
            throw new RequestException("AdaLoRA can't adapt " + module.name() + ", which is "
                    + (module.embedding() ? "an embedding" : "a convolution")
                    + "; leave it out of target_modules, or choose lora.");
        }
        int initial = AdaLoraSchedule.initialRank(config);
        int rank = kept(config, module.name())
                .map(kept -> (int) kept.stream().filter(is -> is).count())
                .orElse(initial);
        return new AdaptedModule(module, rank, config.loraAlpha(), scaling(config));
    }

    /** alpha / (initial rank + 10⁻⁵). */
    static double scaling(AdapterConfig config) {
        return config.loraAlpha() / (AdaLoraSchedule.initialRank(config) + KEEPS_FROM_ZERO);
    }

    /** Which of the initial ranks {@code module} still has; empty where it has all. */
    private static Optional<List<Boolean>> kept(AdapterConfig config, String module) {
        return Optional.ofNullable(config.keptRanks()).map(all -> all.get(module + "." + E));
    }

    @Override
    public Map<String, Shape> trained(AdaptedModule target) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(A, Shape.of(target.rank(), target.loraA().inner().elements()));
        shapes.put(E, Shape.of(target.rank(), 1));
        shapes.put(B, Shape.of(target.module().outFeatures(), target.rank()));
        return shapes;
    }

    /** E is 0, A and B are normal with standard deviation 0.02, as in PEFT. */
    @Override
    public Map<String, Tensor> start(
            AdaptedModule target, Function<String, Tensor> base, Function<String, SplittableRandom> seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        trained(target)
                .forEach((end, shape) -> values.put(
                        end,
                        end.equals(E)
                                ? Tensor.zeros(DType.FLOAT, shape)
                                : FactorStart.normal(shape, SPREAD, seed.apply(end))));
        return values;
    }

    @Override
    public Value onto(Site site, Map<String, Value> own) {
        if (site.target().rank() == 0) {
            return site.result();
        }
        GraphBuilder g = site.graph();
        AdaptedModule target = site.target();
        return new LoraBranch(g, site.layer(), target)
                .onto(
                        site.dropped(),
                        g.reshape(g.mul(own.get(A), own.get(E)), target.loraA()),
                        g.reshape(own.get(B), target.loraB()),
                        site.kept());
    }

    /** W + scaling · B·(A∘E). */
    @Override
    public Map<String, Tensor> merged(AdaptedModule target, Function<String, Tensor> base, Map<String, Tensor> own) {
        float[] scaled = own.get(A).floats();
        float[] singular = own.get(E).floats();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= singular[i * singular.length / scaled.length];
        }
        String weight = target.module().weightName();
        return Map.of(
                weight,
                DeltaWeight.of(target, Tensor.ofFloats(target.loraA(), scaled), own.get(B))
                        .addedTo(base.apply(weight)));
    }

    @Override
    public Optional<StepRule> rule(List<AdaptedModule> targets) {
        Orthogonality penalty = new Orthogonality(config, targets);
        return Optional.of(config.keptRanks() == null ? new RankAllocation(config, targets, penalty) : penalty);
    }

    /** Cuts away the ranks that are gone and says so in the configuration, as PEFT does. */
    @Override
    public Left left(AdapterConfig asked, List<AdaptedModule> targets, Map<String, Tensor> values) {
        return config.keptRanks() == null ? RanksLeft.of(asked, targets, values) : new Left(asked, values);
    }
}
