package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.TokenBatches;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Node;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.ArenaUse;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.ExecutionOrder;
import org.rankscope.runtime.SessionConfig;

/** The numbers that an estimate of memory goes by, against what ONNX Runtime does; and recomputation against none. */
class StepMemoryTest {
    private static final int LAYERS = 8;
    private static final int BATCH = 4;
    private static final int LENGTH = 64;
    private static final AdapterConfig FULL =
            AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build();

    @TempDir
    static Path folder;

    private static BaseModel model;

    @BeforeAll
    static void makeModel() throws IOException {
        LlamaInitializer.write(folder, new LlamaShape(32, LAYERS, 4, 2, 88, 100, 128, false), 3);
        model = HuggingFaceModel.open(folder);
    }

    @Test
    void nodesRunInTheEmulatedOrder() throws IOException {
        for (boolean recompute : new boolean[] {false, true}) {
            TrainingGraph graph = graph(recompute, 1);
            Path prefix = folder.resolve("profile-" + recompute);
            train(graph, SessionConfig.on(Device.CPU).withProfile(prefix), recompute, 1, 1);
            List<String> expected =
                    ExecutionOrder.of(stepBody(graph)).stream().map(Node::name).toList();
            assertEquals(expected, firstStep(profiled(prefix), Set.copyOf(expected)), "recompute: " + recompute);
        }
    }

    @Test
    void theRuntimeHoldsWhatThePlanSays() throws IOException {
        for (boolean recompute : new boolean[] {false, true}) {
            TrainingGraph graph = graph(recompute, 1);
            Path prefix = folder.resolve("held-" + recompute);
            train(graph, SessionConfig.on(Device.CPU).withProfile(prefix), recompute, 1, 3);
            long held = 0;
            for (JsonNode event : profiled(prefix)) {
                held = Math.max(
                        held,
                        event.path("args").path("mem_bytes_requested_in_use").asLong());
            }
            long planned = ArenaUse.largestLiveBytes(graph.graph());
            long fedBack = 3 * DType.FLOAT.bytes() * graph.parameters().size(); // in the first run from Java's memory
            assertEquals(held, planned - fedBack, 0.01 * held, "recompute: " + recompute);
        }
    }

    @Test
    void theRuntimeHoldsWhatThePlanSaysBesideStatesInPlace() throws IOException {
        for (boolean recompute : new boolean[] {false, true}) {
            TrainingGraph graph = graph(FULL, recompute, 1);
            assertTrue(graph.inPlace());
            Path prefix = folder.resolve("placed-" + recompute);
            train(FULL, graph, SessionConfig.on(Device.CPU).withProfile(prefix), recompute, 1, 3);
            long held = 0;
            for (JsonNode event : profiled(prefix)) {
                held = Math.max(
                        held,
                        event.path("args").path("mem_bytes_requested_in_use").asLong());
            }
            long planned = ArenaUse.largestLiveBytes(graph.graph(), graph.nextStates());
            assertEquals(held, planned, 0.01 * held, "recompute: " + recompute);
        }
    }

    /** Written over the states as they are read, they come to what they come to in memory of their own. */
    @Test
    void statesInPlaceGiveTheSameLossesToTheBit() throws IOException {
        for (int microBatches : new int[] {1, 2}) {
            TrainingGraph graph = graph(FULL, false, microBatches);
            TrainingGraph carried = new TrainingGraph(
                    graph.graph(),
                    graph.states(),
                    false,
                    graph.targets(),
                    graph.outcomes(),
                    graph.fed(),
                    graph.drawn(),
                    graph.scalars(),
                    graph.halves());
            float[] inPlace = train(FULL, graph, SessionConfig.on(Device.CPU), false, microBatches, 6);
            float[] elsewhere = train(FULL, carried, SessionConfig.on(Device.CPU), false, microBatches, 6);
            assertTrue(elsewhere[5] != elsewhere[0], "It should learn something.");
            assertArrayEquals(elsewhere, inPlace);
        }
    }

    /** θ and its moments, the gradients, and of θ what the backward pass has yet to read. */
    @Test
    void aWholeModelTakesFewVectorsOfItsSize() {
        StepSetting small = new StepSetting(Task.CAUSAL_LM, 1, 2, false, Precision.FP32, Device.CPU);
        StepMemory found = StepMemory.of(model, FULL, Optional.empty(), small);
        double vectors = (found.tensorBytes() + found.placedBytes()) / (4.0 * found.trained());
        long filledUp = (found.trained() + 63) / 64 * 64;
        assertEquals(3 * 4 * filledUp, found.placedBytes());
        assertTrue(vectors < 5.5, vectors + " times what is trained");
    }

    @Test
    void recomputationGivesTheSameLossesToTheBit() throws IOException {
        for (int microBatches : new int[] {1, 2}) {
            float[] kept = train(graph(false, microBatches), SessionConfig.on(Device.CPU), false, microBatches, 6);
            float[] recomputed = train(graph(true, microBatches), SessionConfig.on(Device.CPU), true, microBatches, 6);
            assertTrue(kept[5] != kept[0], "It should learn something.");
            assertArrayEquals(kept, recomputed);
        }
    }

    @Test
    void recomputedBlocksAreMadeTwiceAndNoMore() {
        long kept = count(stepBody(graph(false, 1)), Op.SOFTMAX);
        long recomputed = count(stepBody(graph(true, 1)), Op.SOFTMAX);
        assertEquals(LAYERS, kept);
        assertTrue(recomputed >= 2 * LAYERS - 1 && recomputed <= 2 * LAYERS, "softmaxes: " + recomputed);
    }

    @Test
    void recomputationTakesLessMemory() {
        long kept = StepMemory.of(model, adapter(), Optional.empty(), setting(false))
                .tensorBytes();
        long recomputed =
                StepMemory.of(model, adapter(), Optional.empty(), setting(true)).tensorBytes();
        assertTrue(recomputed < 0.6 * kept, recomputed + " of " + kept + " bytes");
    }

    @Test
    void aTeacherTakesRoomForItsDistributions() {
        long alone = StepMemory.of(model, adapter(), Optional.empty(), setting(false))
                .tensorBytes();
        long taught = StepMemory.of(model, adapter(), Optional.of(adapter()), setting(false))
                .tensorBytes();
        long logits = 4L * BATCH * LENGTH * model.vocabSize();
        assertTrue(taught >= alone + logits, taught - alone + " bytes more, logits " + logits);
    }

    /** Two moments for each trained number; AdaLoRA's importance takes as much again, and a flag for each rank. */
    @Test
    void whatAMethodKeepsFromStepToStepIsCounted() {
        AdapterConfig adaLora = AdapterConfigBuilder.builder(adapter())
                .method(AdapterConfig.Method.ADALORA)
                .build();
        StepMemory plain = StepMemory.of(model, adapter(), Optional.empty(), setting(false));
        StepMemory found = StepMemory.of(model, adaLora, Optional.empty(), setting(false));
        assertEquals(2 * 4 * plain.trained(), plain.stateBytes());
        long ranks = 5L * LAYERS * 6;
        long filledUp = (found.trained() + 63) / 64 * 64;
        assertEquals(4 * 4 * filledUp + 4 * ranks, found.stateBytes());
        assertTrue(found.tensorBytes() - plain.tensorBytes() >= found.stateBytes() - plain.stateBytes());
    }

    private static AdapterConfig adapter() {
        return AdapterConfig.lora(4, 8, List.of("q_proj", "k_proj", "v_proj", "o_proj", "down_proj"));
    }

    private static TrialSpec spec(boolean recompute, int microBatches) {
        return new TrialSpec(
                folder.toString(),
                Task.CAUSAL_LM,
                null,
                adapter(),
                null,
                new TrialSpec.OptimizerSpec(null, 0.01, null, null, null, null, microBatches, null),
                null,
                BATCH,
                LENGTH,
                null,
                null,
                null,
                "cpu",
                null,
                recompute,
                null);
    }

    private static TrainingGraph graph(boolean recompute, int microBatches) {
        return graph(adapter(), recompute, microBatches);
    }

    private static TrainingGraph graph(AdapterConfig adapter, boolean recompute, int microBatches) {
        return TrainingGraph.build(
                model,
                AdapterMethod.of(adapter, model),
                Optional.empty(),
                TrainingGraph.Options.of(spec(recompute, microBatches), BATCH, LENGTH, Device.CPU));
    }

    private static StepSetting setting(boolean recompute) {
        return new StepSetting(Task.CAUSAL_LM, BATCH, LENGTH, recompute, Precision.FP32, Device.CPU);
    }

    /** Losses of some steps on random tokens. */
    private static float[] train(
            TrainingGraph graph, SessionConfig config, boolean recompute, int microBatches, int steps) {
        return train(adapter(), graph, config, recompute, microBatches, steps);
    }

    private static float[] train(
            AdapterConfig adapter,
            TrainingGraph graph,
            SessionConfig config,
            boolean recompute,
            int microBatches,
            int steps) {
        TokenBatches tokens = new Tokens(model.vocabSize());
        StepFeeds feeds = new StepFeeds(spec(recompute, microBatches), tokens, tokens, graph);
        try (TrainingSession session = new TrainingSession(graph, model::weight, config)) {
            Map<String, Tensor> start = AdapterMethod.of(adapter, model).initialValues(model, 1);
            session.load(graph.states().starting(graph.parameters().pack(start)));
            float[] losses = new float[steps];
            int each = Math.min(steps, graph.stepsACall());
            for (int done = 0; done < steps; done += each) {
                System.arraycopy(session.train(feeds.steps(done, each)).losses(), 0, losses, done, each);
            }
            return losses;
        }
    }

    /** The graph of one step, within the choice whether to train and the scan over steps. */
    private static Graph stepBody(TrainingGraph graph) {
        Node choice = graph.graph().nodes().stream()
                .filter(node -> node.op() == Op.IF)
                .findFirst()
                .orElseThrow();
        Graph some = ((Attribute.Body) choice.attributes().get("then_branch")).graph();
        Node scan = some.nodes().stream()
                .filter(node -> node.op() == Op.SCAN)
                .findFirst()
                .orElseThrow();
        return ((Attribute.Body) scan.attributes().get("body")).graph();
    }

    private static long count(Graph graph, Op op) {
        return graph.nodes().stream().filter(node -> node.op() == op).count();
    }

    /** Events of kernels in the order of time. */
    private static List<JsonNode> profiled(Path prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(path -> path.getFileName()
                            .toString()
                            .startsWith(prefix.getFileName().toString() + "_"))
                    .findFirst()
                    .orElseThrow();
            List<JsonNode> events = new ArrayList<>();
            for (JsonNode event : StrictJson.mapper().readTree(file.toFile())) {
                if (event.path("name").asText().endsWith("_kernel_time")) {
                    events.add(event);
                }
            }
            events.sort(Comparator.comparingLong(event -> event.path("ts").asLong()));
            return events;
        }
    }

    /** Names of nodes up to the first that comes again; those around the step are left out. */
    private static List<String> firstStep(List<JsonNode> events, Set<String> ofStep) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (JsonNode event : events) {
            String name = event.path("name").asText().replace("_kernel_time", "");
            if (ofStep.contains(name) && !seen.add(name)) {
                return names;
            }
            if (name.startsWith("step/")) {
                names.add(name);
            }
        }
        return names;
    }

    private record Tokens(int vocabulary) implements TokenBatches {
        @Override
        public int batchSize() {
            return BATCH;
        }

        @Override
        public int sequenceLength() {
            return LENGTH;
        }

        @Override
        public int count() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Map<String, Tensor> at(int index) {
            SplittableRandom random = new SplittableRandom(index);
            Shape shape = Shape.of(BATCH, LENGTH);
            Tensor ids = Tensor.ofLongs(
                    shape, random.longs(shape.elements(), 0, vocabulary).toArray());
            long[] seen = new long[Math.toIntExact(shape.elements())];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = i % LENGTH < LENGTH - index % 5 ? 1 : 0;
            }
            return Map.of(INPUT_IDS, ids, ATTENTION_MASK, Tensor.ofLongs(shape, seen), LABELS, ids);
        }
    }
}
