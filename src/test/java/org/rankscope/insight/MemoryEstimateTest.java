package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Shape;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.model.bundled.RandomCheckpoint;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.quantized.QuantizedGraph;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;
import org.rankscope.train.StepSetting;

class MemoryEstimateTest {
    private static final int HIDDEN = 64;
    private static final int KEY_VALUE = 32;
    private static final int LAYERS = 12;

    private static ModelGraph model;

    @BeforeAll
    static void describeModel(@TempDir Path folder) throws IOException {
        LlamaInitializer.write(folder, new LlamaShape(HIDDEN, LAYERS, 4, 2, 176, 300, 1024, false), 0);
        Files.delete(folder.resolve(RandomCheckpoint.WEIGHTS));
        model = HuggingFaceModel.graph(folder.resolve(RandomCheckpoint.CONFIG), HeadSpec.of(Task.CAUSAL_LM));
    }

    @Test
    void weightsAdapterGradientsAndMomentsAreCountedExactly() {
        MemoryEstimate estimate = estimate(8, 8, 128);
        long trainable = LAYERS * 8L * (HIDDEN + HIDDEN + HIDDEN + KEY_VALUE);
        assertEquals(
                4
                        * model.parameters().values().stream()
                                .mapToLong(Shape::elements)
                                .sum(),
                estimate.baseWeights());
        assertEquals(4 * trainable, estimate.adapter());
        assertEquals(4 * trainable, estimate.gradients());
        assertEquals(8 * trainable, estimate.optimizer());
    }

    @Test
    void totalIsTheSumOfTheComponentsAndStandsInTheJson() {
        MemoryEstimate e = estimate(8, 8, 128);
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
        double smallest = estimate(1, 8, 256).total();
        double largest = estimate(32, 8, 256).total();
        assertTrue(largest > smallest && largest / smallest < 1.05, "ratio " + largest / smallest);
    }

    @Test
    void activationsFollowTheBatchAndFasterTheSequence() {
        double one = estimate(8, 8, 128).activations();
        double rows = estimate(8, 16, 128).activations() / one;
        double length = estimate(8, 8, 256).activations() / one;
        assertTrue(rows > 1.8 && rows < 2.2, "twice the rows: " + rows);
        assertTrue(length > rows + 0.2, "twice the length: " + length);
    }

    @Test
    void nothingIsKeptBelowTheFirstAdapter() {
        double all = estimate(8, 8, 128).activations();
        double half = of(TargetSpec.pattern("model\\.layers\\.(6|7|8|9|10|11)\\..*\\.(q|v)_proj"), false)
                .activations();
        assertTrue(half / all < 0.75, "six of twelve layers: " + half / all);
    }

    @Test
    void recomputationTakesLessThanHalf() {
        TargetSpec targets = TargetSpec.words(List.of("all-linear"));
        double kept = of(targets, false).activations();
        double recomputed = of(targets, true).activations();
        assertTrue(recomputed / kept < 0.5, "share " + recomputed / kept);
    }

    @Test
    void aBaseInFourBitsIsCountedAsItIsHeldAndWrittenOutOneWeightAtATime() {
        ModelGraph quantized = new QuantizedGraph(model, Precision.NF4, name -> false);
        AdapterConfig adapter = AdapterConfigBuilder.builder()
                .targetModules(TargetSpec.words(List.of("all-linear")))
                .build();
        MemoryEstimate whole = MemoryEstimate.of(model, adapter, StepSetting.plain(Task.CAUSAL_LM, 1, 8));
        MemoryEstimate packed = MemoryEstimate.of(quantized, adapter, StepSetting.plain(Task.CAUSAL_LM, 1, 8));
        assertEquals(quantized.weightBytes(), packed.baseWeights());
        long layers = quantized.linearModules().stream()
                .filter(module -> !module.head())
                .mapToLong(module -> module.weightShape().elements())
                .sum();
        assertEquals(whole.baseWeights() - packed.baseWeights(), layers * (4 - 4.2 / 8), layers * 0.05);
        // Codes as indices, pairs of numbers, and these times their scales: 10 bytes for each number of one weight.
        long largest = quantized.linearModules().stream()
                .filter(module -> !module.head())
                .mapToLong(module -> module.weightShape().elements())
                .max()
                .orElseThrow();
        long more = packed.activations() - whole.activations();
        assertTrue(more < 10 * largest, "bytes more: " + more + ", largest " + largest);
    }

    private static MemoryEstimate estimate(int rank, int batch, int length) {
        return MemoryEstimate.of(
                model,
                AdapterConfig.lora(rank, 2.0 * rank, List.of("q_proj", "v_proj")),
                StepSetting.plain(Task.CAUSAL_LM, batch, length));
    }

    private static MemoryEstimate of(TargetSpec targets, boolean recompute) {
        AdapterConfig adapter = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(8)
                .loraAlpha(16.0)
                .targetModules(targets)
                .build();
        return MemoryEstimate.of(
                model, adapter, new StepSetting(Task.CAUSAL_LM, 8, 128, recompute, Precision.FP32, Device.CPU));
    }
}
