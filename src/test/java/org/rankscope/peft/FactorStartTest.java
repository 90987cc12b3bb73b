package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.WeightLayout;

class FactorStartTest {
    private static final ModelGraph MODEL = LinearModules.model(List.of(
            new LinearModule("layer", 48, 24, true, false),
            new LinearModule("conv", 3, 8, true, false, WeightLayout.OUT_IN, List.of(4L, 4L), 1)));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LORA|LOFTQ|layer|4|init_lora_weights: 'loftq' makes up for what quantisation takes from the base, and this one is held in float32; choose precision 'nf4' or 'int4', or leave it out.
            LORA|PISSA|conv|4|init_lora_weights: 'pissa' takes a weight apart, and conv is a convolution; leave it out of target_modules, or leave init_lora_weights out.
            LORA|PISSA|layer|25|Rank 25 is too large for layer with init_lora_weights 'pissa', which takes it from a weight that maps 48 numbers to 24: expected at most 24; give this layer another rank in rank_pattern, or leave init_lora_weights out.
            RSLORA|OLORA|layer|25|Rank 25 is too large for layer with init_lora_weights 'olora', which takes it from a weight that maps 48 numbers to 24: expected at most 24; give this layer another rank in rank_pattern, or leave init_lora_weights out.
            DORA|PISSA|layer|4|adapter.init_lora_weights is pissa, which 'dora' does not read; leave it out, or choose 'lora' or 'rslora' or 'qlora'.
            """)
    void whatDoesNotFitIsRefusedInASentence(
            AdapterConfig.Method method, InitialFactors start, String target, int rank, String sentence) {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(method)
                .r(rank)
                .initLoraWeights(start)
                .targetModules(TargetSpec.list(List.of(target)))
                .build();
        assertEquals(
                sentence,
                assertThrows(RequestException.class, () -> AdapterMethod.of(config, MODEL))
                        .getMessage());
    }

    @Test
    void fullFineTuningOfABaseInFourBitsIsRefused() {
        AdapterConfig config =
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build();
        assertEquals(
                "precision: 'nf4' holds the base model in 4 bits, in which method 'full' can't train it; choose 'fp32', or a"
                        + " method that leaves it frozen, such as 'qlora'.",
                assertThrows(RequestException.class, () -> FrozenBase.graph(MODEL, config, Precision.NF4))
                        .getMessage());
    }

    @Test
    void qloraHasABaseInNf4UnlessInt4IsAskedFor() {
        AdapterConfig qlora = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.QLORA)
                .build();
        assertEquals(Precision.NF4, held(qlora, Precision.FP32));
        assertEquals(Precision.NF4, held(qlora, Precision.BF16));
        assertEquals(Precision.INT4, held(qlora, Precision.INT4));
        assertEquals(Precision.FP32, held(AdapterConfig.lora(2, 4, List.of("layer")), Precision.BF16));
    }

    private static Precision held(AdapterConfig config, Precision asked) {
        return FrozenBase.graph(MODEL, config, asked).precision();
    }

    /** Mean 0, deviation 1 / rank: 9,600 numbers, whose own deviation is within 3 %. */
    @Test
    void gaussianFactorsHaveTheirDeviation() {
        AdaptedModule target = new AdaptedModule(new LinearModule("wide", 2400, 8, false, false), 4, 8, 2);
        Map<String, Tensor> values =
                new FactorStart(InitialFactors.GAUSSIAN).random(target, end -> new SplittableRandom(end.hashCode()));
        double squares = 0;
        for (float number : values.get(AdapterNames.loraA(target)).floats()) {
            squares += number * number;
        }
        assertEquals(0.25, Math.sqrt(squares / 9600), 0.0075);
        for (float number : values.get(AdapterNames.loraB(target)).floats()) {
            assertEquals(0, number);
        }
    }

    /**
     * The random decomposition of a large weight takes nearly as much of it as the whole one, whose best that is; where singular
     * values hardly fall, as those of noise, it loses most.
     */
    @Test
    void aLargeWeightGivesUpWhatItsFirstSingularValuesHold() {
        int out = 300;
        int in = 400;
        int rank = 6;
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[out * in];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (8 * Math.sin(0.1 * (i / in)) * Math.cos(0.2 * (i % in)));
        }
        WeightMatrix weight = new WeightMatrix(values, out, in);
        ProductSvd exact = ProductSvd.of(weight.dense(), CommonOps_DDRM.identity(in), 1);
        double best = 0;
        for (int k = rank; k < exact.singularValues().length; k++) {
            best += Math.pow(exact.singularValues()[k], 2);
        }
        PrincipalFactors factors = PrincipalFactors.ofSingularVectors(weight, rank, 2);
        DMatrixRMaj left = weight.dense();
        float[] a = factors.loraA().floats();
        float[] b = factors.loraB().floats();
        double rest = 0;
        for (int row = 0; row < out; row++) {
            for (int column = 0; column < in; column++) {
                double sum = left.get(row, column);
                for (int k = 0; k < rank; k++) {
                    sum -= 2.0 * b[row * rank + k] * a[k * in + column];
                }
                rest += sum * sum;
            }
        }
        assertTrue(rest >= 0.9999 * best && rest < 1.005 * best, "left " + rest + ", best " + best);
    }
}
