package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.graph.DType;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Precision;
import org.rankscope.model.RandomWeights;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.FrozenBase;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;

/** The benchmark of GPUs on the processor: what it counts, and that it runs. */
class DeviceBenchmarkTest {
    private static final SessionConfig CPU = SessionConfig.on(Device.CPU);

    private static TrialSpec spec(Precision precision) {
        return TrialSpecBuilder.builder()
                .model("random")
                .task(Task.CAUSAL_LM)
                .adapter(AdapterConfig.lora(4, 8, List.of("q_proj", "v_proj")))
                .batchSize(2)
                .sequenceLength(16)
                .device("cpu")
                .precision(precision)
                .build();
    }

    private static BaseModel model(Precision precision) {
        Path config = Path.of("src/test/resources/fixtures/models/llama-tiny/config.json");
        BaseModel random = new RandomWeights(HuggingFaceModel.graph(config, HeadSpec.of(Task.CAUSAL_LM)));
        return FrozenBase.of(random, spec(precision).adapter(), precision);
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FP32", "BF16", "NF4"})
    void stepsProductsAndBytesAreCounted(Precision precision) {
        try (BaseModel model = model(precision)) {
            DeviceBenchmark.Result result = DeviceBenchmark.run(model, spec(precision), CPU, 3, Optional.empty(), 256);
            int calls = result.stepsPerCall();
            assertTrue(calls >= 1 && calls <= 20);
            // θ, m and v of four bytes each; loss and norm of each step
            long states = 12 * result.trainableParameters();
            assertEquals((states + 8L * calls) / calls, result.bytesFromDevice());
            // tokens and labels of eight bytes each at least
            assertTrue(result.bytesToDevice() >= states / calls + 2 * 8 * 2 * 16, result.toString());
            assertTrue(result.productMillis() > 0 && result.largeGigaflops() > 0);
            assertTrue(result.outsideProducts() >= 0 && result.outsideProducts() < 1);
            assertEquals(result.floorMillis(), result.productGigaflop() / result.largeGigaflops() * 1000, 1e-9);
            assertEquals(result.millisPerStep() / result.floorMillis(), result.ratio(), 1e-9);
            assertEquals(DType.FLOAT, result.type(), "the processor rounds, and computes in float32");
        }
    }

    @Test
    void aLargeProductIsTimedInItsType() {
        try (RepeatedProducts halves = new RepeatedProducts(RepeatedProducts.square(64, DType.FLOAT16), CPU)) {
            assertEquals(1, halves.count());
            assertTrue(halves.millis(3) > 0);
        }
    }

    @Test
    void noProductIsTakenForAnother() {
        PreparedSteps prepared = PreparedSteps.of(model(Precision.FP32), spec(Precision.FP32), Device.CPU);
        StepProducts products = StepProducts.of(prepared.graph());
        try (RepeatedProducts repeated = new RepeatedProducts(products.nodes(), CPU)) {
            assertEquals(products.nodes().size(), repeated.count());
        }
    }
}
