package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.BatchSettings;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Dataset;
import org.rankscope.data.Datasets;
import org.rankscope.data.Preparation;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.DelegatingGraph;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.AdapterNames;
import org.rankscope.peft.TargetModules;
import org.rankscope.peft.TargetSpec;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsWriter;

class TrainerTest {
    private static final Path MODEL = Path.of("src/test/resources/fixtures/models/llama-tiny");
    private static final List<String> TARGETS = List.of("q_proj", "v_proj", "down_proj");

    @TempDir
    Path folder;

    private final Trainer trainer =
            new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name)), new Datasets(Path::of));

    @Test
    void aCancelledRunGoesOnAsIfItHadNeverStopped() throws IOException {
        TrialSpec spec = spec(0.3, 0.01, 3L);
        TrialResult whole = trainer.train(spec, folder.resolve("whole"), silent(), () -> false);

        Path parts = folder.resolve("parts");
        int[] seen = {0};
        TrialListener counting = listener(line -> seen[0] = line.step());
        BooleanSupplier afterFive = () -> seen[0] >= 5;
        assertThrows(CancelledException.class, () -> trainer.train(spec, parts, counting, afterFive));
        int stoppedAt = MetricsJournal.read(parts).stream()
                .mapToInt(MetricLine::step)
                .max()
                .orElseThrow();
        assertTrue(stoppedAt >= 5 && stoppedAt < spec.steps(), "stopped at " + stoppedAt);
        TrialResult resumed = trainer.train(spec, parts, silent(), () -> false);

        List<MetricLine> expected = MetricsJournal.read(folder.resolve("whole"));
        List<MetricLine> found = MetricsJournal.read(parts);
        assertEquals(
                expected.stream()
                        .map(line -> line.step() + " " + line.isEvaluation())
                        .toList(),
                found.stream()
                        .map(line -> line.step() + " " + line.isEvaluation())
                        .toList());
        for (int i = 0; i < expected.size(); i++) {
            double want = expected.get(i).isEvaluation()
                    ? expected.get(i).evalLoss()
                    : expected.get(i).loss();
            double got = found.get(i).isEvaluation()
                    ? found.get(i).evalLoss()
                    : found.get(i).loss();
            assertEquals(want, got, 1e-6, "line " + i);
        }
        assertEquals(whole.evalLoss(), resumed.evalLoss(), 1e-6);
        assertEquals(whole.bestStep(), resumed.bestStep());
        assertEquals(Set.of("perplexity", "token_accuracy"), resumed.metrics().keySet());
        whole.metrics()
                .forEach((name, value) -> assertEquals(value, resumed.metrics().get(name), 1e-3, name));
        assertEquals(Math.exp(whole.evalLoss()), whole.metrics().get("perplexity"), 1e-9);
    }

    @Test
    void aRunKilledBetweenItsLastEvaluationAndThatCheckpointKeepsTheBestStep() throws IOException {
        TrialSpec spec = spec(0.0, 0.003, 1L);
        TrialResult whole = trainer.train(spec, folder.resolve("whole"), silent(), () -> false);
        assertEquals(spec.steps(), whole.bestStep(), "the last step should be the best");

        Path parts = folder.resolve("parts");
        int[] seen = {0};
        assertThrows(
                CancelledException.class,
                () -> trainer.train(
                        spec, parts, listener(line -> seen[0] = line.step()), () -> seen[0] == spec.steps()));
        assertThrows(
                IllegalStateException.class,
                () -> trainer.train(
                        spec,
                        parts,
                        listener(line -> {
                            throw new IllegalStateException("killed");
                        }),
                        () -> false));
        TrialResult resumed = trainer.train(spec, parts, silent(), () -> false);
        assertEquals(whole.bestStep(), resumed.bestStep());
        assertEquals(whole.evalLoss(), resumed.evalLoss(), 1e-6);
    }

    @Test
    void readyMadeBatchesBringTheirOwnShape() throws IOException {
        Path file = folder.resolve("batches.safetensors");
        long[] ids = new long[2 * 3 * 5];
        Arrays.setAll(ids, i -> i % 7 + 1);
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        Shape shape = Shape.of(2, 3, 5);
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
        TrialSpec spec = new TrialSpec(
                MODEL.toString(),
                Task.CAUSAL_LM,
                new DataSpec(null, null, null, null, file.toString(), null, null),
                AdapterConfig.lora(2, 4, TARGETS),
                null,
                null,
                null,
                null,
                null,
                2,
                null,
                null,
                "cpu",
                null,
                null,
                null);
        trainer.train(spec, folder.resolve("run"), silent(), () -> false);
        assertEquals(2, losses("run").size());
    }

    @Test
    void dropoutMasksFollowTheSeed() throws IOException {
        trainer.train(spec(0.3, 0.01, 1L), folder.resolve("a"), silent(), () -> false);
        trainer.train(spec(0.3, 0.01, 1L), folder.resolve("b"), silent(), () -> false);
        trainer.train(spec(0.0, 0.01, 1L), folder.resolve("none"), silent(), () -> false);
        assertEquals(losses("a"), losses("b"));
        // The first loss does not depend on the masks, because loraB starts at 0; the later ones do.
        assertEquals(losses("a").get(0), losses("none").get(0), 1e-6);
        assertNotEquals(losses("a").get(6), losses("none").get(6), 1e-5);
    }

    @Test
    void anUntrainedAdapterLeavesTheLossOfTheBaseModel() throws IOException {
        TrialSpec spec = spec(0.0, 0.01, 1L);
        trainer.train(spec, folder.resolve("run"), silent(), () -> false);
        double first = MetricsJournal.read(folder.resolve("run")).stream()
                .filter(MetricLine::isEvaluation)
                .findFirst()
                .orElseThrow()
                .evalLoss();
        try (HuggingFaceModel model = HuggingFaceModel.open(MODEL)) {
            Evaluator.Result base = Evaluator.evaluate(
                    model,
                    Task.CAUSAL_LM,
                    Optional.empty(),
                    dataset(model).validation(),
                    Precision.FP32,
                    SessionConfig.on(Device.CPU));
            assertEquals(base.evalLoss(), first, 1e-6);
        }
    }

    @Test
    void aMergedModelEqualsTheInjectedAdapter() throws IOException {
        trainer.train(spec(0.0, 0.02, 1L), folder.resolve("run"), silent(), () -> false);
        Path adapter = folder.resolve("run/adapter");
        try (HuggingFaceModel model = HuggingFaceModel.open(MODEL)) {
            Dataset data = dataset(model);
            SessionConfig config = SessionConfig.on(Device.CPU);
            double base = Evaluator.evaluate(
                            model, Task.CAUSAL_LM, Optional.empty(), data.validation(), Precision.FP32, config)
                    .evalLoss();
            double injected = Evaluator.evaluate(
                            model, Task.CAUSAL_LM, Optional.of(adapter), data.validation(), Precision.FP32, config)
                    .evalLoss();
            double merged = Evaluator.evaluate(
                            new Merged(model, adapter),
                            Task.CAUSAL_LM,
                            Optional.empty(),
                            data.validation(),
                            Precision.FP32,
                            config)
                    .evalLoss();
            assertTrue(Math.abs(base - injected) > 1e-3, "training should have changed the loss");
            assertEquals(injected, merged, 1e-5);
        }
    }

    @Test
    void aRateThatIsFarTooHighIsSeenAsDiverged() {
        assertThrows(
                DivergedException.class,
                () -> trainer.train(spec(0.0, 1e12, 1L), folder.resolve("run"), silent(), () -> false));
    }

    @Test
    void aLowerRankStartsWithTheFirstRowsOfAHigherOne() {
        try (HuggingFaceModel model = HuggingFaceModel.open(MODEL)) {
            Map<String, Tensor> low =
                    AdapterMethod.of(AdapterConfig.lora(2, 4, TARGETS), model).initialValues(model, 7);
            Map<String, Tensor> high =
                    AdapterMethod.of(AdapterConfig.lora(8, 16, TARGETS), model).initialValues(model, 7);
            String name = AdapterNames.loraA("model.layers.0.self_attn.q_proj");
            float[] few = low.get(name).floats();
            assertArrayEquals(few, Arrays.copyOf(high.get(name).floats(), few.length));
        }
    }

    @Test
    void aRowLongerThanTheModelTakesIsRefused() throws IOException {
        TrialSpec spec = spec(0.0, 0.01, 1L);
        TrialSpec tooLong = new TrialSpec(
                spec.model(),
                spec.task(),
                spec.data(),
                spec.adapter(),
                null,
                spec.optimizer(),
                spec.schedule(),
                2,
                4096,
                2,
                2,
                0L,
                "cpu",
                null,
                null,
                null);
        RequestException refusal =
                assertThrows(RequestException.class, () -> trainer.train(tooLong, folder, silent(), () -> false));
        assertTrue(refusal.getMessage().contains("4096") && refusal.getMessage().contains("256"), refusal.getMessage());
    }

    private List<Double> losses(String run) throws IOException {
        return MetricsJournal.read(folder.resolve(run)).stream()
                .filter(line -> !line.isEvaluation())
                .map(MetricLine::loss)
                .toList();
    }

    private TrialSpec spec(double dropout, double rate, long seed) throws IOException {
        Path text = folder.resolve("text.txt");
        if (!Files.exists(text)) {
            StringBuilder words = new StringBuilder();
            for (int i = 0; i < 600; i++) {
                words.append("The number ")
                        .append(i * 7919 % 613)
                        .append(" comes after ")
                        .append(i)
                        .append(".\n");
            }
            Files.writeString(text, words);
        }
        AdapterConfig adapter = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(4)
                .loraAlpha(8.0)
                .loraDropout(dropout)
                .targetModules(TargetSpec.list(TARGETS))
                .build();
        return new TrialSpec(
                MODEL.toString(),
                Task.CAUSAL_LM,
                DataSpec.of(text.toString()),
                adapter,
                null,
                new TrialSpec.OptimizerSpec(null, rate, null, null, null, null, 2, null),
                null,
                2,
                32,
                12,
                4,
                seed,
                "cpu",
                null,
                null,
                null);
    }

    private Dataset dataset(BaseModel model) throws IOException {
        TrialSpec spec = spec(0.0, 0.01, 1L);
        return new Datasets(Path::of)
                .open(
                        spec.data(),
                        Preparation.of(model),
                        new BatchSettings(
                                spec.batchSize(),
                                spec.sequenceLength(),
                                2,
                                model.vocabSize(),
                                model.padTokenId(),
                                spec.seed(),
                                0));
    }

    private static TrialListener silent() {
        return listener(line -> {});
    }

    private static TrialListener listener(Consumer<MetricLine> each) {
        return each::accept;
    }

    /** W + scaling · B · A in place of W. */
    private static final class Merged extends DelegatingGraph implements BaseModel {
        private final BaseModel base;
        private final Path adapter;

        Merged(BaseModel base, Path adapter) {
            super(base);
            this.base = base;
            this.adapter = adapter;
        }

        @Override
        public Tensor weight(String parameter) {
            Tensor weight = base.weight(parameter);
            Map<String, Tensor> values =
                    AdapterMethod.of(AdapterFiles.readConfig(adapter), base).load(adapter);
            for (AdaptedModule adapted : TargetModules.match(AdapterFiles.readConfig(adapter), base.linearModules())) {
                LinearModule module = adapted.module();
                if (module.weightName().equals(parameter)) {
                    float[] merged = weight.floats();
                    float[] loraA =
                            values.get(AdapterNames.loraA(module.name())).floats();
                    float[] loraB =
                            values.get(AdapterNames.loraB(module.name())).floats();
                    int in = module.inFeatures();
                    for (int i = 0; i < merged.length; i++) {
                        double update = 0;
                        for (int r = 0; r < adapted.rank(); r++) {
                            update += (double) loraB[i / in * adapted.rank() + r] * loraA[r * in + i % in];
                        }
                        merged[i] += (float) (adapted.scaling() * update);
                    }
                    return Tensor.ofFloats(weight.shape(), merged);
                }
            }
            return weight;
        }

        @Override
        public String description() {
            return base.description();
        }

        @Override
        public int padTokenId() {
            return base.padTokenId();
        }

        @Override
        public Tokenizer openTokenizer() {
            return base.openTokenizer();
        }

        @Override
        public void close() {}
    }
}
