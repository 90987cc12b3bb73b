package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.hf.TinyDecoders;
import org.rankscope.safetensors.SafetensorsWriter;

/** Every decoder learns the same batch by heart, through each of its linear layers. */
class DecoderTrainingTest {
    private static final int STEPS = 12;
    private static final int BATCH = 2;
    private static final int SEQ = 9;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("names")
    void lossFallsOnARepeatedBatch(String name) throws IOException {
        assertLearns(name, Task.CAUSAL_LM);
    }

    @ParameterizedTest
    @MethodSource("types")
    void lossOfClassesFallsOnARepeatedBatch(String name) throws IOException {
        assertLearns(name, Task.SEQUENCE_CLASSIFICATION);
    }

    static Stream<String> names() {
        return TinyDecoders.names();
    }

    static Stream<String> types() {
        return TinyDecoders.oneOfEachType();
    }

    private void assertLearns(String name, Task task) throws IOException {
        TinyDecoders.write(folder, name, task);
        Path batches = folder.resolve("batches.safetensors");
        SafetensorsWriter.write(batches, batches(task), Map.of());
        List<Double> losses = new ArrayList<>();
        Trainer trainer = new Trainer(
                (path, head) -> HuggingFaceModel.open(Path.of(path), HeadSpec.of(task)),
                new Datasets(path -> Path.of(path)));
        TrialListener listener = new TrialListener() {
            @Override
            public void started(int doneSteps, int totalSteps, long trainableParameters) {
                assertEquals(STEPS, totalSteps);
            }

            @Override
            public void metric(MetricLine line) {
                losses.add(line.loss());
            }
        };
        trainer.train(spec(task, batches), Files.createDirectory(folder.resolve("out")), listener, () -> false);

        assertEquals(STEPS, losses.size());
        assertTrue(losses.stream().allMatch(Double::isFinite), "losses " + losses);
        assertTrue(losses.get(STEPS - 1) < 0.8 * losses.get(0), "losses " + losses);
    }

    private TrialSpec spec(Task task, Path batches) throws IOException {
        String json = """
                {"model": "%s", "task": "%s", "data": {"batches": "%s"}, "batch_size": %d, "sequence_length": %d,
                 "adapter": {"method": "lora", "r": 4, "lora_alpha": 8, "target_modules": "all-linear"},
                 "optimizer": {"learning_rate": 0.01}, "steps": %d, "eval_every": %d, "device": "cpu"}""".formatted(folder, task.json(), batches, BATCH, SEQ, STEPS, STEPS);
        return StrictJson.mapper().readValue(json, TrialSpec.class);
    }

    /** The same two rows at every step; the second has padding. */
    private static Map<String, Tensor> batches(Task task) {
        long[] ids = new long[STEPS * BATCH * SEQ];
        long[] mask = new long[ids.length];
        long[] labels = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int place = i % (BATCH * SEQ);
            mask[i] = place < BATCH * SEQ - 3 ? 1 : 0;
            ids[i] = mask[i] * (place * 31L % 36 + 1);
            labels[i] = mask[i] == 1 ? ids[i] : Task.IGNORE;
        }
        long[] classes = new long[STEPS * BATCH];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i % BATCH;
        }
        Shape tokens = Shape.of(STEPS, BATCH, SEQ);
        Map<String, Tensor> batches = new LinkedHashMap<>();
        batches.put("input_ids", Tensor.ofLongs(tokens, ids));
        batches.put("attention_mask", Tensor.ofLongs(tokens, mask));
        batches.put(
                "labels",
                task == Task.CAUSAL_LM
                        ? Tensor.ofLongs(tokens, labels)
                        : Tensor.ofLongs(Shape.of(STEPS, BATCH), classes));
        return batches;
    }
}
