package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.WeightLayout;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

class DyLoraTest {
    private static final int IN = 7;
    private static final int OUT = 6;
    private static final int ROWS = 3;
    private static final ModelGraph MODEL = LinearModules.model(List.of(
            new LinearModule("first", IN, OUT, false, false), new LinearModule("second", OUT, IN, false, false)));

    @TempDir
    Path dir;

    /** The second layer has rank 3: at 4 and 5 it is whole. */
    @ParameterizedTest
    @CsvSource({"1, 0, false", "2, 0, false", "4, 0, false", "5, 0, false", "2, 1, false", "2, 0.5, false", "3, 0, true"
    })
    void atADrawnRankItIsThePlainLoraThatItsCutIsStoredAs(int rank, double power, boolean stabilised)
            throws IOException {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.DYLORA)
                .r(5)
                .loraAlpha(12.0)
                .rankPattern(Map.of("second", 3))
                .useRslora(stabilised)
                .alphaPower(power)
                .targetModules(TargetSpec.list(List.of("first", "second")))
                .build();
        AdapterMethod dylora = AdapterMethod.of(config, MODEL);
        SplittableRandom random = new SplittableRandom(3);
        Map<String, Tensor> values = new LinkedHashMap<>();
        dylora.trainable().forEach((name, shape) -> values.put(name, uniform(shape, random)));
        Map<String, Tensor> base = new LinkedHashMap<>();
        MODEL.parameters().forEach((name, shape) -> base.put(name, uniform(shape, random)));
        Tensor x = uniform(Shape.of(ROWS, IN), random);

        AdapterMethod.Injected training = dylora.inject(graph(), AdapterMethod.Mode.TRAINING);
        assertEquals(1, training.drawn().size(), "one draw for all layers");
        float[] drawn = run(
                training.graph(),
                base,
                values,
                Map.of("x", x, training.drawn().get(0).input().name(), Tensor.scalar(rank)));

        dylora.save(dir.resolve("whole"), new BaseReference("model", Task.CAUSAL_LM), values);
        CutAdapter.ofDyLora(StoredUpdates.read(dir.resolve("whole")).updates(), config)
                .write(dir.resolve("whole"), rank, dir.resolve("cut"));
        AdapterConfig stored = AdapterFiles.readConfig(dir.resolve("cut"));
        assertEquals(rank, stored.r());
        assertEquals(12 * Math.pow(rank / 5.0, power), stored.loraAlpha(), 1e-6);
        AdapterMethod lora = AdapterMethod.of(stored, MODEL);
        float[] cut = run(
                lora.inject(graph(), AdapterMethod.Mode.EVALUATION).graph(),
                base,
                lora.load(dir.resolve("cut")),
                Map.of("x", x));
        assertArrayEquals(cut, drawn, 1e-4f);

        CutAdapter<?> inPlace = CutAdapter.ofDyLora(
                CutAdapter.updates(values, TargetModules.match(config, MODEL.linearModules())), config);
        float[] padded = run(
                dylora.inject(graph(), AdapterMethod.Mode.EVALUATION).graph(),
                base,
                inPlace.padded(values, rank),
                Map.of("x", x));
        assertArrayEquals(cut, padded, 1e-4f);
    }

    @Test
    void everyRankIsDrawn() {
        AdapterMethod dylora = AdapterMethod.of(config("first"), MODEL);
        AdapterMethod.Draw draw = dylora.inject(graph(), AdapterMethod.Mode.TRAINING)
                .drawn()
                .get(0)
                .draw();
        Set<Float> seen = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            ByteBuffer target = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            draw.fill(new SplittableRandom(seed), 1, target);
            seen.add(target.getFloat(0));
        }
        assertEquals(Set.of(1f, 2f, 3f, 4f), seen);
    }

    @Test
    void aGroupedConvolutionIsRefused() {
        ModelGraph grouped = LinearModules.model(
                List.of(new LinearModule("conv", 8, 8, false, false, WeightLayout.OUT_IN, List.of(3L, 3L), 4)));
        RequestException refusal =
                assertThrows(RequestException.class, () -> AdapterMethod.of(config("conv"), grouped));
        assertTrue(refusal.getMessage().contains("conv is a convolution in 4 groups"), refusal.getMessage());
    }

    private static AdapterConfig config(String target) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.DYLORA)
                .r(4)
                .targetModules(TargetSpec.list(List.of(target)))
                .build();
    }

    private static Graph graph() {
        GraphBuilder g = new GraphBuilder("base");
        Value x = g.input("x", DType.FLOAT, Shape.of(ROWS, IN));
        Value first = g.named(g.gemm(x, g.parameter("first.weight", Shape.of(OUT, IN)), false, true, 1), "first");
        return g.build(List.of(
                g.named(g.gemm(first, g.parameter("second.weight", Shape.of(IN, OUT)), false, true, 1), "second")));
    }

    private static float[] run(
            Graph graph, Map<String, Tensor> base, Map<String, Tensor> values, Map<String, Tensor> inputs) {
        try (Session session = Session.open(
                        graph,
                        name -> values.containsKey(name) ? values.get(name) : base.get(name),
                        SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            return results.tensor(graph.outputs().get(0).name()).floats();
        }
    }

    private static Tensor uniform(Shape shape, SplittableRandom random) {
        float[] numbers = new float[(int) shape.elements()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.ofFloats(shape, numbers);
    }
}
