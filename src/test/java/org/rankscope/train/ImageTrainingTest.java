package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.hf.RandomModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Every model that sees images learns a batch that it is shown again and again. */
class ImageTrainingTest {
    private static final int STEPS = 30;
    private static final int BATCH = 4;
    private static final int SIDE = 8;
    private static final int TOKENS = 5;

    /** What is trained: a model of each kind. */
    private enum Kind {
        CLASSES(Task.IMAGE_CLASSIFICATION, """
                {"model_type": "vit", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
                 "intermediate_size": 32, "image_size": 8, "patch_size": 4}"""),
        TAUGHT_CLASSES(Task.IMAGE_CLASSIFICATION, """
                {"model_type": "deit", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
                 "architectures": ["DeiTForImageClassificationWithTeacher"],
                 "intermediate_size": 32, "image_size": 8, "patch_size": 4}"""),
        PIXELS(Task.SEGMENTATION, """
                {"model_type": "vit", "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
                 "intermediate_size": 32, "image_size": 8, "patch_size": 4}"""),
        NOISE(Task.DENOISING, """
                {"model_type": "rankscope-dit", "sample_size": 8, "patch_size": 2, "in_channels": 3, "hidden_size": 16,
                 "num_hidden_layers": 2, "num_attention_heads": 2}"""),
        PAIRS(Task.CONTRASTIVE, """
                {"model_type": "clip", "projection_dim": 8,
                 "text_config": {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2,
                   "num_attention_heads": 2, "vocab_size": 20, "max_position_embeddings": 7, "eos_token_id": 15},
                 "vision_config": {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2,
                   "num_attention_heads": 2, "image_size": 8, "patch_size": 4}}""");

        private final Task task;
        private final String config;

        Kind(Task task, String config) {
            this.task = task;
            this.config = config;
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void loraOnAllLinearLayersLearnsABatch(Kind kind) throws IOException {
        assertLearns(kind, lora(Map.of()));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void allParametersTogetherLearnABatch(Kind kind) throws IOException {
        assertLearns(
                kind,
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build());
    }

    @Test
    void eachTowerHasItsRank() throws IOException {
        train(Kind.PAIRS, lora(Map.of("text_model.*", 2, "vision_model.*", 5)));

        SafetensorsFile adapter = SafetensorsFile.open(folder.resolve("run/adapter/adapter_model.safetensors"));
        Map<String, Long> ranks = new LinkedHashMap<>();
        adapter.names().stream()
                .filter(name -> name.endsWith("lora_A.weight"))
                .forEach(name -> ranks.put(name, adapter.shape(name).dim(0)));
        assertEquals(2 * 2 * 6 + 2, ranks.size(), ranks.toString());
        ranks.forEach((name, rank) ->
                assertEquals(name.contains("text_model") ? 2 : name.contains("vision_model") ? 5 : 4, rank, name));
    }

    private static AdapterConfig lora(Map<String, Integer> ranks) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(4)
                .loraAlpha(8.0)
                .targetModules(TargetSpec.pattern(TargetSpec.ALL_LINEAR))
                .rankPattern(ranks)
                .build();
    }

    private void assertLearns(Kind kind, AdapterConfig adapter) throws IOException {
        List<Double> losses = train(kind, adapter);
        assertEquals(STEPS, losses.size());
        assertTrue(
                losses.get(STEPS - 1) < 0.7 * losses.get(0), losses.get(0) + " only became " + losses.get(STEPS - 1));
    }

    private List<Double> train(Kind kind, AdapterConfig adapter) throws IOException {
        new RandomModel(folder, kind.config, kind.task);
        Path batches = folder.resolve("batches.safetensors");
        SafetensorsWriter.write(batches, batches(kind.task), Map.of());
        TrialSpec spec = new TrialSpec(
                folder.toString(),
                kind.task,
                new DataSpec(null, null, null, null, batches.toString(), null, null),
                adapter,
                null,
                new TrialSpec.OptimizerSpec(null, 0.01, null, null, 0.0, null, 1, null),
                null,
                BATCH,
                TOKENS,
                STEPS,
                STEPS,
                0L,
                "cpu",
                null,
                false,
                null);
        Trainer trainer =
                new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name), head), new Datasets(Path::of));
        List<Double> losses = new ArrayList<>();
        TrialListener listener = line -> {
            if (!line.isEvaluation()) {
                losses.add(line.loss());
            }
        };
        trainer.train(spec, folder.resolve("run"), listener, () -> false);
        return losses;
    }

    private static Map<String, Tensor> batches(Task task) {
        Map<String, Tensor> one = new LinkedHashMap<>();
        Shape rows = Shape.of(BATCH);
        one.put(task == Task.DENOISING ? "sample" : "pixel_values", RandomModel.normal(1, BATCH, 3, SIDE, SIDE));
        if (task == Task.DENOISING) {
            one.put("timestep", Tensor.ofLongs(rows, 5, 200, 500, 900));
            one.put("labels", RandomModel.normal(2, BATCH, 3, SIDE, SIDE));
        } else if (task == Task.SEGMENTATION) {
            long[] classes = new long[BATCH * SIDE * SIDE];
            for (int pixel = 0; pixel < classes.length; pixel++) {
                boolean right = pixel % SIDE >= SIDE / 2;
                classes[pixel] = pixel < SIDE ? Task.IGNORE : right == (pixel / (SIDE * SIDE) % 2 == 0) ? 1 : 0;
            }
            one.put("labels", Tensor.ofLongs(Shape.of(BATCH, SIDE, SIDE), classes));
        } else if (task == Task.CONTRASTIVE) {
            long[] ids = {1, 2, 15, 0, 0, 3, 4, 5, 15, 0, 6, 7, 15, 0, 0, 8, 9, 10, 11, 15};
            long[] mask = {1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1};
            one.put("input_ids", Tensor.ofLongs(Shape.of(BATCH, TOKENS), ids));
            one.put("attention_mask", Tensor.ofLongs(Shape.of(BATCH, TOKENS), mask));
            one.put("labels", Tensor.ofLongs(rows, 0, 1, 2, 3));
        } else {
            one.put("labels", Tensor.ofLongs(rows, 0, 1, 1, 0));
        }
        Map<String, Tensor> all = new LinkedHashMap<>();
        one.forEach((name, value) -> all.put(name, repeated(value)));
        return all;
    }

    private static Tensor repeated(Tensor one) {
        Shape shape = one.shape().prepend(STEPS);
        Tensor all = Tensor.zeros(one.dtype() == DType.FLOAT ? DType.FLOAT : DType.INT64, shape);
        ByteBuffer bytes = all.data();
        for (int step = 0; step < STEPS; step++) {
            bytes.put(one.data().duplicate());
        }
        bytes.rewind();
        return all;
    }
}
