package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.Updates;

class SingularSpectrumTest {
    @Test
    void equalSingularValuesHaveTheirCountAsEffectiveRank() {
        assertEquals(4, SingularSpectrum.effectiveRank(new double[] {2, 2, 2, 2, 0, 0}), 1e-12);
        assertEquals(1, SingularSpectrum.effectiveRank(new double[] {5, 0, 0}), 1e-12);
        assertEquals(0, SingularSpectrum.effectiveRank(new double[3]));
    }

    /** Shares 1/2, 1/4, 1/4: entropy 1.5 bits, so 2^1.5. */
    @Test
    void effectiveRankIsTheExponentialOfTheEntropy() {
        assertEquals(Math.pow(2, 1.5), SingularSpectrum.effectiveRank(new double[] {4, 2, 2}), 1e-12);
    }

    @Test
    void energyIsOfSquares() {
        double[] values = {3, 1, 1, 1}; // squares 9, 1, 1, 1 of 12
        assertEquals(1, SingularSpectrum.rankOfEnergy(values, 0.75));
        assertEquals(2, SingularSpectrum.rankOfEnergy(values, 0.8));
        assertEquals(3, SingularSpectrum.rankOfEnergy(values, 0.9));
        assertEquals(4, SingularSpectrum.rankOfEnergy(values, 1));
        assertEquals(0, SingularSpectrum.rankOfEnergy(new double[4], 0.9));
    }

    @Test
    void aModuleHasAsManySingularValuesAsItsRank() {
        LowRankUpdate planted =
                Updates.withSingularValues("model.layers.3.self_attn.q_proj", 20, 16, new double[] {4, 2, 2}, 1);
        LowRankUpdate narrow = Updates.random("model.layers.0.mlp.gate", 2, 9, 4, 1, 2);
        LowRankUpdate untrained = new LowRankUpdate(
                "lm_head",
                1,
                Tensor.ofFloats(Shape.of(2, 3), 1, 2, 3, 4, 5, 7),
                Tensor.ofFloats(Shape.of(4, 2), new float[8]));
        List<AdapterSpectrum.Module> modules =
                SingularSpectrum.of(List.of(planted, narrow, untrained)).modules();

        AdapterSpectrum.Module first = modules.get(0);
        assertEquals("q_proj", first.kind());
        assertEquals(3, first.layer());
        assertEquals(3, first.rank());
        assertEquals(Math.pow(2, 1.5), first.effectiveRank(), 1e-5);
        assertEquals(3, first.rank90());
        assertEquals(4, modules.get(1).singularValues().size());
        assertEquals(List.of(0.0, 0.0), modules.get(1).singularValues().subList(2, 4));
        assertEquals(-1, modules.get(2).layer());
        assertEquals(0, modules.get(2).effectiveRank());
        assertEquals(0, modules.get(2).rank90());
    }
}
