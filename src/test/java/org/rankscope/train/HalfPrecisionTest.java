package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.HalfPrecision.Form;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;

/** Training in 16 bits against the reference runs in float64. */
class HalfPrecisionTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final int STEPS = 20;

    /** How the runs take place. */
    SessionConfig session() {
        return SessionConfig.on(Device.CPU);
    }

    /** How numbers of 16 bits are written there. */
    Form form() {
        return Form.ROUNDED;
    }

    /** Bounds are shares of the first loss: some eight of the last bits, more where twenty steps change nearly all of the loss. */
    @ParameterizedTest
    @CsvSource({
        "llama-tiny/lora_all_linear, 1e-3, 4e-4",
        "llama-tiny/lora_accum4, 1e-3, 4e-4",
        "llama-tiny/lora_dora, 1e-3, 4e-4",
        "llama-tiny/adalora, 1e-3, 4e-4",
        "llama-tiny/prefix_tuning, 1e-3, 4e-4",
        "llama-tiny/full, 1e-3, 4e-4",
        "gpt2-tiny/lora_all_linear, 1e-3, 4e-4",
        "bert-tiny-cls/lora_all_linear, 3e-2, 1e-2",
        "vit-tiny/lora_all_linear, 2e-2, 4e-3"
    })
    void lossesStayNearThoseOfTheReference(String run, double bfloat16, double float16) {
        double[] reference = reference(run);
        assertNear(reference, run, new Halves(DType.BFLOAT16, form()), bfloat16);
        assertNear(reference, run, new Halves(DType.FLOAT16, form()), float16);
    }

    /** Numbers in 16 bits are the rounded ones, as far as the order of sums goes. */
    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny/lora_all_linear", "gpt2-tiny/lora_all_linear"})
    void typedGraphsRunWhereThereAreKernels(String run) {
        assertNear(reference(run), run, new Halves(DType.FLOAT16, Form.TYPED), 4e-4);
    }

    private void assertNear(double[] reference, String run, Halves halves, double bound) {
        assertNear(reference, losses(run, Optional.of(halves), false), halves.toString(), bound);
    }

    static void assertNear(double[] reference, float[] losses, String what, double bound) {
        double furthest = furthest(reference, losses);
        assertTrue(furthest < bound, what + ": " + furthest + " of the first loss from the reference");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-tiny/lora_all_linear", "llama-tiny/full", "vit-tiny/lora_all_linear"})
    void productsAndWeightsAreNarrowAndTheOptimiserIsNot(String run) {
        prepare(run, new Halves(DType.BFLOAT16, Form.TYPED), (model, graph, start, feeds) -> {
            Graph whole = graph.graph();
            whole.inputs().forEach(input -> assertNotEquals(DType.BFLOAT16, input.dtype()));
            whole.outputs().forEach(output -> assertNotEquals(DType.BFLOAT16, output.dtype()));
            whole.parameters().forEach(parameter -> assertEquals(DType.BFLOAT16, parameter.dtype(), parameter.name()));
            Map<Op, Set<DType>> types = new EnumMap<>(Op.class);
            collect(whole, types);
            assertEquals(Set.of(DType.BFLOAT16), types.get(Op.GEMM));
            assertEquals(Set.of(DType.FLOAT), types.get(Op.LOG_SOFTMAX));
            assertEquals(Set.of(DType.FLOAT), types.get(Op.SQRT));
        });
    }

    private static void collect(Graph graph, Map<Op, Set<DType>> types) {
        for (Node node : graph.nodes()) {
            types.computeIfAbsent(node.op(), op -> EnumSet.noneOf(DType.class))
                    .add(node.output(0).dtype());
            for (Attribute attribute : node.attributes().values()) {
                if (attribute instanceof Attribute.Body body) {
                    collect(body.graph(), types);
                }
            }
        }
    }

    /** Activations that are computed again are the same numbers. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BFLOAT16", "FLOAT16"})
    void computingActivationsAgainChangesNoLoss(DType type) {
        Halves halves = new Halves(type, form());
        String run = "bert-tiny-cls/lora_all_linear";
        assertArrayEquals(losses(run, Optional.of(halves), false), losses(run, Optional.of(halves), true));
    }

    /** A scale that is too large costs a step and nothing else. */
    @Test
    void aStepWithoutFiniteGradientsIsLeftOut() {
        prepare("llama-tiny/lora", new Halves(DType.FLOAT16, form()), (model, graph, start, feeds) -> {
            try (TrainingSession session = open(model, graph, start)) {
                Map<String, Tensor> states =
                        session.states(graph.states().shapes().keySet());
                Map<String, Tensor> overflowing = new LinkedHashMap<>(states);
                overflowing.put("loss_scale", Tensor.scalar(1e30f));
                session.load(overflowing);
                TrainingSession.StepResults results = session.train(feeds.steps(0, 2));
                assertTrue(!Float.isFinite(results.gradientNorms()[0]) && Float.isFinite(results.losses()[0]));
                Map<String, Tensor> after =
                        session.states(graph.states().shapes().keySet());
                assertEquals(0.25e30f, after.get("loss_scale").floats()[0]);
                for (String name : List.of(TrainingStates.THETA, "m", "v")) {
                    assertArrayEquals(states.get(name).floats(), after.get(name).floats(), name);
                }

                session.load(states);
                session.train(feeds.steps(0, 2));
                after = session.states(graph.states().shapes().keySet());
                assertEquals(LossScale.FIRST, after.get("loss_scale").floats()[0]);
                assertEquals(2, after.get("good_steps").floats()[0]);
                Map<String, Tensor> ripe = new LinkedHashMap<>(after);
                ripe.put("good_steps", Tensor.scalar(LossScale.GROWTH_INTERVAL - 1));
                session.load(ripe);
                session.train(feeds.steps(2, 1));
                after = session.states(graph.states().shapes().keySet());
                assertEquals(2 * LossScale.FIRST, after.get("loss_scale").floats()[0]);
                assertEquals(0, after.get("good_steps").floats()[0]);
            }
        });
    }

    private static double furthest(double[] reference, float[] losses) {
        double furthest = 0;
        for (int i = 0; i < reference.length; i++) {
            furthest = Math.max(furthest, Math.abs(reference[i] - losses[i]) / reference[0]);
        }
        return furthest;
    }

    static double[] reference(String run) {
        JsonNode trace =
                StrictJson.readTree(FIXTURES.resolve("golden").resolve(run).resolve("trace.json"));
        JsonNode losses = trace.has("loss_f64") ? trace.get("loss_f64") : trace.get("loss_f32");
        double[] values = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            values[i] = losses.get(i).asDouble();
        }
        return values;
    }

    /** Does something with a graph, and what it is fed. */
    private interface Work {
        void on(BaseModel model, TrainingGraph graph, Map<String, Tensor> start, StepFeeds feeds);
    }

    float[] losses(String run, Optional<Halves> halves, boolean recompute) {
        float[] losses = new float[STEPS];
        prepare(run, halves, recompute, (model, graph, start, feeds) -> {
            try (TrainingSession session = open(model, graph, start)) {
                System.arraycopy(session.train(feeds.steps(0, STEPS)).losses(), 0, losses, 0, STEPS);
            }
        });
        return losses;
    }

    private TrainingSession open(BaseModel model, TrainingGraph graph, Map<String, Tensor> start) {
        TrainingSession session = new TrainingSession(graph, model, session());
        session.load(graph.states().starting(graph.parameters().pack(start)));
        return session;
    }

    private static TrainingGraph.Options in(TrainingGraph.Options plain, Optional<Halves> halves, boolean recompute) {
        return new TrainingGraph.Options(
                plain.task(),
                plain.batchSize(),
                plain.sequenceLength(),
                plain.microBatches(),
                plain.optimizer(),
                plain.maxGradNorm(),
                false,
                recompute,
                halves,
                plain.device());
    }

    private void prepare(String run, Halves halves, Work work) {
        prepare(run, Optional.of(halves), false, work);
    }

    private void prepare(String run, Optional<Halves> halves, boolean recompute, Work work) {
        Path golden = FIXTURES.resolve("golden").resolve(run);
        boolean accumulates = run.contains("accum");
        Task task = run.startsWith("bert")
                ? Task.SEQUENCE_CLASSIFICATION
                : run.startsWith("vit") ? Task.IMAGE_CLASSIFICATION : Task.CAUSAL_LM;
        Path init = golden.resolve("adapter_init");
        AdapterConfig config = Files.exists(init)
                ? AdapterFiles.readConfig(init)
                : AdapterConfigBuilder.builder()
                        .method(AdapterConfig.Method.FULL)
                        .build();
        TrialSpec spec = spec(run, task, golden, config, accumulates);
        Path folder = FIXTURES.resolve("models").resolve(Path.of(run).getParent());
        try (HuggingFaceModel opened = HuggingFaceModel.open(folder, HeadSpec.of(task));
                Dataset data = TrialData.open(spec, opened, new Datasets(Path::of))) {
            AdapterMethod method = AdapterMethod.of(config.forRun(STEPS), opened);
            TrainingGraph.Options plain = TrainingGraph.Options.of(
                    spec,
                    data.train().batchSize(),
                    data.train().sequenceLength(),
                    session().device());
            TrainingGraph graph = TrainingGraph.build(opened, method, Optional.empty(), in(plain, halves, recompute));
            StepFeeds feeds = new StepFeeds(spec, data.train(), data.validation(), graph);
            Map<String, Tensor> start = Files.exists(init) ? method.load(init) : method.initialValues(opened, 0);
            work.on(opened, graph, start, feeds);
        }
    }

    private static TrialSpec spec(String run, Task task, Path golden, AdapterConfig config, boolean accumulates) {
        Path batches = golden.resolveSibling(accumulates ? "batches_accum4.safetensors" : "batches.safetensors");
        return new TrialSpec(
                run,
                task,
                new DataSpec(null, null, null, null, batches.toString(), null, null),
                config,
                null,
                new TrialSpec.OptimizerSpec(
                        null,
                        1e-3,
                        null,
                        null,
                        0.01,
                        null,
                        accumulates ? 4 : 1,
                        TrialSpec.AccumulationRule.MEAN_OF_MEANS,
                        null),
                null,
                accumulates ? 2 : 4,
                24,
                STEPS,
                STEPS,
                0L,
                "cpu",
                null,
                false,
                1);
    }
}
