package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;

class PlantedRankTest {
    private static final int IN = 172;
    private static final int OUT = 64;
    private static final int RANK = 4;
    private static final double[] STRENGTHS = {0.5, 0.5, 0.25, 0.125};
    private static final String MODULE = "model.layers.1.mlp.down_proj";

    private final BaseModel base = HuggingFaceModel.open(Path.of("src/test/resources/fixtures/models/llama-tiny"));

    @Test
    void updateHasExactlyTheRankAndSizeThatWerePlanted() {
        double norm = SpectralNorm.of(base.weight(MODULE + ".weight"));
        Map<String, Tensor> tensors = PlantedRank.tensors(base, config(), STRENGTHS, 7);
        float[] a = tensors.get(MODULE + ".lora_A.weight").floats();
        float[] b = tensors.get(MODULE + ".lora_B.weight").floats();
        for (int i = 0; i < RANK; i++) {
            for (int j = 0; j < RANK; j++) {
                double rows = 0;
                double columns = 0;
                for (int k = 0; k < IN; k++) {
                    rows += (double) a[i * IN + k] * a[j * IN + k];
                }
                for (int k = 0; k < OUT; k++) {
                    columns += (double) b[k * RANK + i] * b[k * RANK + j];
                }
                assertEquals(i == j ? 1 : 0, rows, 1e-6, "A·Aᵀ is I");
                double size = STRENGTHS[i] * norm;
                assertEquals(i == j ? size * size : 0, columns, 1e-5 * norm * norm, "Bᵀ·B is S²");
            }
        }
    }

    @Test
    void sameSeedPlantsTheSameUpdateAndOnlyInItsTargets() {
        Map<String, Tensor> first = PlantedRank.tensors(base, config(), STRENGTHS, 7);
        Map<String, Tensor> again = PlantedRank.tensors(base, config(), STRENGTHS, 7);
        assertEquals(List.of(MODULE + ".lora_A.weight", MODULE + ".lora_B.weight"), List.copyOf(first.keySet()));
        first.forEach((name, tensor) ->
                assertArrayEquals(tensor.floats(), again.get(name).floats(), name));
    }

    @Test
    void spectralNormOfADiagonalIsItsLargestEntry() {
        Tensor diagonal = Tensor.ofFloats(Shape.of(3, 2), -3, 0, 0, 2, 0, 0);
        assertEquals(3, SpectralNorm.of(diagonal), 1e-6);
    }

    private static AdapterConfig config() {
        return AdapterConfig.lora(RANK, RANK, List.of("layers.1.mlp.down_proj"));
    }
}
