package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.ParameterCount;
import org.rankscope.peft.TargetModules;

class MemoryEstimateTest {
    /** Llama-3.2-1B. */
    private static final ModelDimensions MODEL =
            new ModelDimensions(2048, 8192, 16, 32, 8, 64, 128_256, 1_235_814_400L);

    @Test
    void weightsAdapterGradientsAndMomentsAreCountedExactly() {
        MemoryEstimate estimate = estimate(8, 8, 128, 16);
        long trainable = 16 * 8 * (2048L + 2048 + 2048 + 512);
        assertEquals(4 * 1_235_814_400L, estimate.baseWeights());
        assertEquals(4 * trainable, estimate.adapter());
        assertEquals(4 * trainable, estimate.gradients());
        assertEquals(8 * trainable, estimate.optimizer());
    }

    @Test
    void totalIsTheSumOfTheComponentsAndStandsInTheJson() {
        MemoryEstimate e = estimate(8, 8, 128, 16);
        assertEquals(
                e.baseWeights() + e.adapter() + e.gradients() + e.optimizer() + e.activations() + e.runtime(),
                e.total());
        assertEquals(
                List.of("base_weights", "adapter", "gradients", "optimizer", "activations", "runtime", "total"),
                new ArrayList<>(List.of(StrictJson.toLine(e)
                        .replaceAll("[{}\"0-9]", "")
                        .replace(":", "")
                        .split(","))));
    }

    @Test
    void memoryHardlyFollowsTheRank() {
        double smallest = estimate(1, 8, 512, 16).total();
        double largest = estimate(64, 8, 512, 16).total();
        assertTrue(largest > smallest && largest / smallest < 1.02, "ratio " + largest / smallest);
    }

    @Test
    void theRankIsInTheActivationsAsTokensTimesRankPerLayer() {
        assertEquals(
                MemoryEstimate.allocated(8L * 128 * (32 - 8) * 2 * 16),
                estimate(32, 8, 128, 16).activations() - estimate(8, 8, 128, 16).activations(),
                2);
    }

    @Test
    void memoryFollowsBatchAndSequence() {
        assertEquals(
                2 * estimate(8, 4, 128, 16).activations(),
                estimate(8, 8, 128, 16).activations(),
                2);
        assertTrue(estimate(8, 8, 256, 16).activations()
                > 2 * estimate(8, 8, 128, 16).activations());
    }

    @Test
    void nothingIsKeptBelowTheFirstAdapter() {
        long all = estimate(8, 8, 128, 16).activations();
        long half = estimate(8, 8, 128, 8).activations();
        long adapters = 8L * 128 * 8 * 2 * 8;
        assertEquals(
                MemoryEstimate.allocated(8 * MemoryEstimate.blockNumbers(MODEL, 8, 128) + adapters), all - half, 2);
        List<AdaptedModule> head = TargetModules.match(AdapterConfig.lora(8, 16, List.of("lm_head")), modules());
        assertEquals(
                MemoryEstimate.allocated(MemoryEstimate.headNumbers(MODEL, 8 * 128) + 8L * 128 * 8),
                MemoryEstimate.of(MODEL, head, 0, 8, 128).activations());
    }

    @Test
    void largeModelsDoNotOverflow() {
        ModelDimensions large = new ModelDimensions(8192, 28672, 80, 64, 8, 128, 128_256, 70_553_706_496L);
        MemoryEstimate estimate = MemoryEstimate.of(large, List.of(), 0, 512, 8192);
        assertTrue(estimate.activations() > 1L << 43 && estimate.total() > 0);
    }

    /** Query and value of the last {@code blocks} of 16. */
    private static MemoryEstimate estimate(int rank, int batch, int sequence, int blocks) {
        AdapterConfig config = AdapterConfig.lora(rank, 2.0 * rank, List.of("q_proj", "v_proj"));
        List<AdaptedModule> adapted = TargetModules.match(config, modules()).stream()
                .filter(target -> TargetModules.block(target.module().name()).orElseThrow() >= 16 - blocks)
                .toList();
        return MemoryEstimate.of(MODEL, adapted, ParameterCount.ofAdapters(adapted), batch, sequence);
    }

    private static List<LinearModule> modules() {
        List<LinearModule> modules = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            modules.add(new LinearModule("model.layers." + i + ".self_attn.q_proj", 2048, 2048, false, false));
            modules.add(new LinearModule("model.layers." + i + ".self_attn.v_proj", 2048, 512, false, false));
        }
        modules.add(new LinearModule("lm_head", 2048, 128_256, false, true));
        return modules;
    }
}
