package org.rankscope.assets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.bundled.NormalNumbers;
import org.rankscope.peft.AdapterConfig;

class PlantedRankTest {
    private static final int IN = 12;
    private static final int OUT = 20;
    private static final int RANK = 4;
    private static final String MODULE = "model.layers.0.mlp.down_proj";

    @Test
    void updateHasExactlyTheRankAndSizeThatWerePlanted() {
        TwoLayers base = new TwoLayers();
        double size = 0.5 * SpectralNorm.of(base.weight(MODULE + ".weight"));
        Map<String, Tensor> tensors = PlantedRank.tensors(base, config(), 0.5, 7);
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
                assertEquals(i == j ? size * size : 0, columns, 1e-5 * size * size, "Bᵀ·B is s²·I");
            }
        }
    }

    @Test
    void sameSeedPlantsTheSameUpdateAndOnlyInItsTargets() {
        Map<String, Tensor> first = PlantedRank.tensors(new TwoLayers(), config(), 0.5, 7);
        Map<String, Tensor> again = PlantedRank.tensors(new TwoLayers(), config(), 0.5, 7);
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
        return AdapterConfig.lora(RANK, RANK, List.of("down_proj"));
    }

    /** A base model of two linear layers with random weights. */
    private static final class TwoLayers implements BaseModel {
        private final Map<String, Tensor> weights =
                Map.of(MODULE + ".weight", random(1), "model.layers.0.mlp.up_proj.weight", random(2));

        private static Tensor random(long seed) {
            double[] numbers = new NormalNumbers(seed).next(OUT * IN);
            float[] values = new float[numbers.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) numbers[i];
            }
            return Tensor.ofFloats(Shape.of(OUT, IN), values);
        }

        @Override
        public Tensor weight(String parameter) {
            return weights.get(parameter);
        }

        @Override
        public List<LinearModule> linearModules() {
            return List.of(
                    new LinearModule("model.layers.0.mlp.up_proj", IN, OUT, false, false),
                    new LinearModule(MODULE, IN, OUT, false, false));
        }

        @Override
        public String description() {
            return "two layers";
        }

        @Override
        public Map<String, Shape> parameters() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int vocabSize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int maxSequenceLength() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int padTokenId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Graph forward(int batchSize, int sequenceLength) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tokenizer openTokenizer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
