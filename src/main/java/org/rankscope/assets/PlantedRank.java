package org.rankscope.assets;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.NormalNumbers;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterNames;
import org.rankscope.peft.TargetModules;

/**
 * A teacher whose rank is known: the base model with W + U·S·Vᵀ in some of its layers, where U and V are random with r*
 * orthonormal columns. Where all r* singular values S of the update are the same, no rank below r* comes near and no
 * rank above it is better: a student that learns the teacher's distributions must show its bend at r*. Where they fall,
 * the bend is softer, as that of adapters that were trained.
 */
public final class PlantedRank {
    private PlantedRank() {}

    /**
     * The update as an adapter's tensors, FLOAT, under the names inside this program: {@code lora_A} [r*, in] is Vᵀ,
     * {@code lora_B} [out, r*] is U·S over the scaling.
     *
     * @param config r is r*; its targets are where the update is planted
     * @param strengths r* singular values, each as a multiple of the largest singular value of W
     */
    public static Map<String, Tensor> tensors(BaseModel base, AdapterConfig config, double[] strengths, long seed) {
        NormalNumbers numbers = new NormalNumbers(seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (AdaptedModule adapted : TargetModules.match(config, base.linearModules())) {
            double norm = SpectralNorm.of(base.weight(adapted.module().weightName()));
            double[] sizes = Arrays.stream(strengths)
                    .map(strength -> strength * norm / adapted.scaling())
                    .toArray();
            plant(adapted, sizes, numbers, tensors);
        }
        return tensors;
    }

    private static void plant(
            AdaptedModule adapted, double[] sizes, NormalNumbers numbers, Map<String, Tensor> tensors) {
        int rank = adapted.rank();
        int in = adapted.module().inFeatures();
        int out = adapted.module().outFeatures();
        double[][] v = Vectors.orthonormal(rank, in, numbers);
        double[][] u = Vectors.orthonormal(rank, out, numbers);
        float[] loraA = new float[rank * in];
        float[] loraB = new float[out * rank];
        for (int r = 0; r < rank; r++) {
            for (int i = 0; i < in; i++) {
                loraA[r * in + i] = (float) v[r][i];
            }
            for (int o = 0; o < out; o++) {
                loraB[o * rank + r] = (float) (sizes[r] * u[r][o]);
            }
        }
        String name = adapted.module().name();
        tensors.put(AdapterNames.loraA(name), Tensor.ofFloats(Shape.of(rank, in), loraA));
        tensors.put(AdapterNames.loraB(name), Tensor.ofFloats(Shape.of(out, rank), loraB));
    }
}
