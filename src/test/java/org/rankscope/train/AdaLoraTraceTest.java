package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** The reference run of PEFT's AdaLoRA: which ranks are left step by step, and what is stored of them. */
class AdaLoraTraceTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path MODEL = FIXTURES.resolve("models/llama-tiny");
    private static final Path GOLDEN = FIXTURES.resolve("golden/llama-tiny/adalora");
    private static final int STEPS = 20;

    @TempDir
    Path folder;

    private final Trainer trainer =
            new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name)), new Datasets(Path::of));

    @Test
    void theRanksThatAreLeftAreThoseOfTheReferenceAtEachStep() {
        JsonNode trace = StrictJson.readTree(GOLDEN.resolve("trace.json"));
        TrialSpec spec = spec(null, 1, STEPS);
        try (HuggingFaceModel model = HuggingFaceModel.open(MODEL);
                Dataset data = TrialData.open(spec, model, new Datasets(Path::of))) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(GOLDEN.resolve("adapter_init")), model);
            TrainingGraph graph = TrainingGraph.build(
                    model, method, Optional.empty(), TrainingGraph.Options.of(spec, 4, 24, Device.CPU));
            StepFeeds feeds = new StepFeeds(spec, data.train(), data.validation(), graph);
            try (TrainingSession session = new TrainingSession(graph, model::weight, SessionConfig.on(Device.CPU))) {
                session.load(
                        graph.states().starting(graph.parameters().pack(method.load(GOLDEN.resolve("adapter_init")))));
                for (int step = 0; step < STEPS; step++) {
                    session.train(feeds.steps(step, 1));
                    double removed =
                            feeds.steps(step, 1).get("train/rule/removed").floats()[0];
                    assertEquals(32 - trace.get("budget").get(step).asInt(), removed, "step " + step);
                    assertEquals(expected(trace.get("kept_ranks").get(step)), kept(graph, session), "step " + step);
                }
                Map<String, Tensor> found = graph.parameters()
                        .unpack(session.states(List.of(TrainingStates.THETA)).get(TrainingStates.THETA));
                SafetensorsFile all = SafetensorsFile.open(GOLDEN.resolve("final_all_ranks_f64.safetensors"));
                assertEquals(found.size(), all.names().size());
                method.stored(found).forEach((name, value) -> {
                    double[] want = all.tensor(name).doubles();
                    float[] got = value.floats();
                    for (int i = 0; i < want.length; i++) {
                        assertEquals(want[i], got[i], 2e-5, name + "[" + i + "]");
                    }
                });
            }
        }
    }

    /** All flags end to end, in the order of the layers. */
    private static List<Integer> expected(JsonNode pattern) {
        List<Integer> flags = new ArrayList<>();
        for (String layer : List.of(
                "model.layers.0.self_attn.q_proj",
                "model.layers.0.self_attn.v_proj",
                "model.layers.1.self_attn.q_proj",
                "model.layers.1.self_attn.v_proj")) {
            for (int rank = 0; rank < 8; rank++) {
                flags.add(
                        pattern.isNull()
                                ? 1
                                : pattern.get(layer + ".lora_E").get(rank).asInt());
            }
        }
        return flags;
    }

    private static List<Integer> kept(TrainingGraph graph, TrainingSession session) {
        List<Integer> flags = new ArrayList<>();
        for (float flag : graph.states()
                .own(session.states(graph.states().ofRule()))
                .get("kept")
                .floats()) {
            flags.add((int) flag);
        }
        return flags;
    }

    @Test
    void whatIsStoredIsWhatPeftStores() throws IOException {
        TrialResult result = trainer.train(spec(null, 1, STEPS), folder, silent(), () -> false);

        Path want = GOLDEN.resolve("adapter_final");
        AdapterConfig config = AdapterFiles.readConfig(folder.resolve("adapter"));
        assertEquals(AdapterFiles.readConfig(want), config);
        SafetensorsFile expected = SafetensorsFile.open(want.resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile found = SafetensorsFile.open(folder.resolve("adapter").resolve(AdapterFiles.WEIGHTS));
        assertEquals(expected.names(), found.names());
        for (String name : expected.names()) {
            assertEquals(expected.shape(name), found.shape(name), name);
            assertArrayEquals(expected.tensor(name).floats(), found.tensor(name).floats(), 2e-5f, name);
        }
        Map<String, Integer> ranks = new LinkedHashMap<>();
        config.keptRanks()
                .forEach((name, flags) -> ranks.put(name.replace(".lora_E", ""), (int)
                        flags.stream().filter(is -> is).count()));
        assertEquals(ranks, result.learnedRanks());
        assertEquals(16, ranks.values().stream().mapToInt(Integer::intValue).sum());
    }

    @ParameterizedTest
    @CsvSource({"adapter_init, logits_init", "adapter_final, logits_final"})
    void logitsAreThoseOfTheReferenceInjectedAndMerged(String adapter, String logits) {
        SafetensorsFile inputs = SafetensorsFile.open(GOLDEN.resolveSibling("forward_inputs.safetensors"));
        float[] expected = SafetensorsFile.open(GOLDEN.resolve("forward_f32.safetensors"))
                .tensor(logits)
                .floats();
        try (HuggingFaceModel model = HuggingFaceModel.open(MODEL)) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(GOLDEN.resolve(adapter)), model);
            Map<String, Tensor> values = method.load(GOLDEN.resolve(adapter));
            Map<String, Tensor> merged = method.merged(model, values);
            Graph injected = method.inject(model.forward(4, 24), AdapterMethod.Mode.EVALUATION)
                    .graph();
            float[] found =
                    logits(injected, inputs, name -> values.containsKey(name) ? values.get(name) : model.weight(name));
            assertArrayEquals(expected, found, 1e-5f);
            assertArrayEquals(
                    found,
                    logits(
                            model.forward(4, 24),
                            inputs,
                            name -> merged.containsKey(name) ? merged.get(name) : model.weight(name)),
                    1e-5f);
            if (adapter.equals("adapter_init")) {
                SafetensorsFile reference = SafetensorsFile.open(GOLDEN.resolve("merged_init.safetensors"));
                assertEquals(reference.names(), merged.keySet());
                merged.forEach((name, value) ->
                        assertArrayEquals(reference.tensor(name).floats(), value.floats(), 1e-6f, name));
            }
        }
    }

    /** Of the second row, which is what the reference keeps. */
    private static float[] logits(Graph graph, SafetensorsFile inputs, Function<String, Tensor> weights) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        graph.inputs().forEach(input -> feeds.put(input.name(), inputs.tensor(input.name())));
        try (Session session = Session.open(graph, weights, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(feeds)) {
            float[] all = results.tensor("logits").floats();
            return Arrays.copyOfRange(all, all.length / 4, all.length / 2);
        }
    }

    @Test
    void anAdapterThatHasLostRanksIsReadAndWrittenAgainUnchanged() throws IOException {
        Path source = GOLDEN.resolve("adapter_final");
        try (HuggingFaceModel model = HuggingFaceModel.open(MODEL)) {
            AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(source), model);
            method.save(folder, new BaseReference("llama-tiny", Task.CAUSAL_LM), method.load(source));
        }
        SafetensorsFile expected = SafetensorsFile.open(source.resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile found = SafetensorsFile.open(folder.resolve(AdapterFiles.WEIGHTS));
        assertEquals(expected.names(), found.names());
        for (String name : expected.names()) {
            assertEquals(expected.shape(name), found.shape(name), name);
            assertArrayEquals(expected.tensor(name).floats(), found.tensor(name).floats(), name);
        }
        JsonNode before = StrictJson.readTree(source.resolve(AdapterFiles.CONFIG));
        JsonNode after = StrictJson.readTree(folder.resolve(AdapterFiles.CONFIG));
        after.fieldNames().forEachRemaining(field -> assertEquals(before.get(field), after.get(field), field));
        assertTrue(after.has("rank_pattern") && after.has("target_r") && after.has("total_step"));
    }

    @Test
    void anAdapterThatHasLostRanksIsTrainedOnWithThoseItHas() throws IOException {
        TrialResult result = trainer.train(
                spec(null, 1, 4)
                        .withInitialAdapter(GOLDEN.resolve("adapter_final").toString()),
                folder,
                silent(),
                () -> false);
        assertEquals(16 * 64 + 16 + (4 + 0) * 64 + (7 + 5) * 32, result.trainableParameters());
        assertEquals(
                AdapterFiles.readConfig(GOLDEN.resolve("adapter_final")),
                AdapterFiles.readConfig(folder.resolve("adapter")));
        String factor = "base_model.model.model.layers.0.self_attn.q_proj.lora_A";
        assertNotEquals(
                SafetensorsFile.open(GOLDEN.resolve("adapter_final").resolve(AdapterFiles.WEIGHTS))
                        .tensor(factor)
                        .floats()[0],
                SafetensorsFile.open(folder.resolve("adapter").resolve(AdapterFiles.WEIGHTS))
                        .tensor(factor)
                        .floats()[0]);
    }

    @Test
    void thePenaltyCountsOnceAStepWhateverTheMicroBatches() throws IOException {
        // Two micro-batches of two rows each, as means of means, are one batch of four rows with as many targets in
        // each half.
        Path whole = batches("whole", Shape.of(2, 4, 6));
        Path halves = batches("halves", Shape.of(2, 2, 2, 6));
        trainer.train(spec(whole, 1, 2), folder.resolve("one"), silent(), () -> false);
        trainer.train(spec(halves, 2, 2), folder.resolve("two"), silent(), () -> false);
        List<MetricLine> one = MetricsJournal.read(folder.resolve("one"));
        List<MetricLine> two = MetricsJournal.read(folder.resolve("two"));
        for (int i = 0; i < one.size(); i++) {
            assertEquals(one.get(i).loss(), two.get(i).loss(), 1e-5);
            assertEquals(one.get(i).gradNorm(), two.get(i).gradNorm(), 1e-5);
        }
    }

    @Test
    void aRunGoesOnAsIfItHadNeverStopped() throws IOException {
        Path train = batches("train", Shape.of(STEPS, 4, 6));
        Path validation = batches("validation", Shape.of(2, 4, 6));
        TrialSpec spec = spec(train, 1, STEPS)
                .with()
                .data(new DataSpec(null, null, null, null, train.toString(), validation.toString(), null))
                .evalEvery(4)
                .build();
        TrialResult whole = trainer.train(spec, folder.resolve("run"), silent(), () -> false);
        int[] seen = {0};
        assertThrows(
                CancelledException.class,
                () -> trainer.train(spec, folder.resolve("parts"), listener(seen), () -> seen[0] >= 11));
        TrialResult resumed = trainer.train(spec, folder.resolve("parts"), silent(), () -> false);

        assertEquals(whole.evalLoss(), resumed.evalLoss());
        assertEquals(whole.bestStep(), resumed.bestStep());
        assertTrue(whole.bestStep() > 16, "step " + whole.bestStep() + " has more ranks than were asked for");
        assertEquals(whole.learnedRanks(), resumed.learnedRanks());
        for (String file : List.of(AdapterFiles.WEIGHTS, AdapterFiles.CONFIG)) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("run/adapter").resolve(file)),
                    Files.readAllBytes(folder.resolve("parts/adapter").resolve(file)),
                    file);
        }
        List<MetricLine> lines = MetricsJournal.read(folder.resolve("run")).stream()
                .filter(MetricLine::isEvaluation)
                .toList();
        assertEquals(32, sum(lines.get(0)));
        assertEquals(16, sum(lines.get(lines.size() - 1)));
        assertEquals(
                lines.stream().map(MetricLine::keptRanks).toList(),
                MetricsJournal.read(folder.resolve("parts")).stream()
                        .filter(MetricLine::isEvaluation)
                        .map(MetricLine::keptRanks)
                        .toList());
    }

    private static int sum(MetricLine line) {
        return line.keptRanks().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void aScheduleThatLeavesNoStepForReallocationIsRefused() {
        AdapterConfig config = AdapterConfigBuilder.builder(AdapterFiles.readConfig(GOLDEN.resolve("adapter_init")))
                .tinit(16)
                .build();
        RequestException refusal = assertThrows(
                RequestException.class,
                () -> trainer.train(spec(null, 1, STEPS).withAdapter(config), folder, silent(), () -> false));
        assertTrue(
                refusal.getMessage().contains("adapter.tinit and adapter.tfinal are 16 and 4; expected a sum below"),
                refusal.getMessage());
    }

    /** Random tokens of {@code shape}, all of which are predicted but the first of each row. */
    private Path batches(String name, Shape shape) throws IOException {
        long[] ids = new long[Math.toIntExact(shape.elements())];
        long[] ones = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 1 + i * 7919L % 499;
            ones[i] = 1;
        }
        Path file = folder.resolve(name + ".safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(
                        "input_ids",
                        Tensor.ofLongs(shape, ids),
                        "labels",
                        Tensor.ofLongs(shape, ids),
                        "attention_mask",
                        Tensor.ofLongs(shape, ones)),
                Map.of());
        return file;
    }

    private static TrialSpec spec(Path batches, int micro, int steps) {
        return new TrialSpec(
                MODEL.toString(),
                Task.CAUSAL_LM,
                new DataSpec(
                        null,
                        null,
                        null,
                        null,
                        (batches == null ? GOLDEN.resolveSibling("batches.safetensors") : batches).toString(),
                        null,
                        null),
                null,
                GOLDEN.resolve("adapter_init").toString(),
                new TrialSpec.OptimizerSpec(
                        null, 1e-3, null, null, 0.01, null, micro, TrialSpec.AccumulationRule.MEAN_OF_MEANS),
                null,
                4 / micro,
                24,
                steps,
                steps,
                0L,
                "cpu",
                null,
                null,
                null);
    }

    private static TrialListener silent() {
        return listener(new int[1]);
    }

    private static TrialListener listener(int[] seen) {
        return line -> seen[0] = line.step();
    }
}
