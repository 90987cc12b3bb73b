package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.TargetSpec;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialSpec;

/** The way back through encoders and encoder-decoders: a batch can be learnt, and gradients are those of the definition. */
class EncoderTrainingTest {
    private static final int BATCH = 2;
    private static final int SEQ = 7;
    private static final int VOCAB = 19;
    private static final int CLASSES = 3;

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void makeFolder() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
    }

    @ParameterizedTest
    @CsvSource({
        "bert, SEQUENCE_CLASSIFICATION",
        "bert, TOKEN_CLASSIFICATION",
        "roberta, SEQUENCE_CLASSIFICATION",
        "roberta, TOKEN_CLASSIFICATION",
        "distilbert, SEQUENCE_CLASSIFICATION",
        "distilbert, TOKEN_CLASSIFICATION",
        "deberta-v2, SEQUENCE_CLASSIFICATION",
        "deberta-v2, TOKEN_CLASSIFICATION",
        "t5, SEQ2SEQ_LM"
    })
    void adaptersOnAllLinearLayersLearnABatch(String type, Task task) throws IOException {
        RandomModels.write(model, config(type), HeadSpec.of(task));
        List<Double> losses = train(task, AdapterConfig.Method.LORA, 30);
        assertEquals(30, losses.size());
        assertTrue(losses.get(29) < 0.7 * losses.get(0), losses.toString());
    }

    /** One number of each parameter: the difference of the definition's loss on both sides of it. */
    @Test
    void gradientsOfDebertaAreThoseOfItsDefinition() throws IOException {
        Map<String, Object> config = config("deberta-v2");
        config.put("conv_kernel_size", 3);
        PlainWeights weights = RandomModels.write(model, config, HeadSpec.of(Task.SEQUENCE_CLASSIFICATION));
        train(Task.SEQUENCE_CLASSIFICATION, AdapterConfig.Method.FULL, 1);
        JsonNode json = StrictJson.mapper().valueToTree(config);
        DebertaReference reference = new DebertaReference(json, weights);
        TokenRows rows = rows();
        assertGradients(weights, () -> {
            double loss = 0;
            for (int row = 0; row < BATCH; row++) {
                double[][] logits = reference.logits(rows.ids(row), rows.mask(row), rows.types(row), false);
                loss += crossEntropy(logits[0], row % CLASSES) / BATCH;
            }
            return loss;
        });
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void gradientsOfT5AreThoseOfItsDefinition(boolean tied) throws IOException {
        Map<String, Object> config = config("t5");
        config.put("tie_word_embeddings", tied);
        PlainWeights weights = RandomModels.write(model, config, HeadSpec.of(Task.SEQ2SEQ_LM));
        train(Task.SEQ2SEQ_LM, AdapterConfig.Method.FULL, 1);
        T5Reference reference = new T5Reference(weights, 2, 2, 3, 6, 5, PlainWeights.GELU_NEW, tied);
        TokenRows rows = rows();
        TokenRows answers = answers();
        long[] labels = labels(Task.SEQ2SEQ_LM).longs();
        assertGradients(weights, () -> {
            double loss = 0;
            long count = 0;
            for (int row = 0; row < BATCH; row++) {
                double[][] logits =
                        reference.logits(rows.ids(row), rows.mask(row), answers.ids(row), answers.mask(row));
                for (int token = 0; token < SEQ; token++) {
                    long label = labels[row * SEQ + token];
                    loss += label == Task.IGNORE ? 0 : crossEntropy(logits[token], (int) label);
                    count += label == Task.IGNORE ? 0 : 1;
                }
            }
            return loss / count;
        });
    }

    private void assertGradients(PlainWeights weights, DoubleSupplier loss) {
        double delta = 1e-4;
        SafetensorsFile found = SafetensorsFile.open(folder.resolve("gradients.safetensors"));
        assertEquals(weights.tensors().keySet(), found.names());
        int moved = 0;
        for (String name : found.names()) {
            float[] gradient = found.tensor(name).floats();
            int index = largest(gradient);
            weights.nudge(name, index, delta);
            double above = loss.getAsDouble();
            weights.nudge(name, index, -delta);
            double below = loss.getAsDouble();
            double expected = (above - below) / (2 * delta);
            assertEquals(expected, gradient[index], 1e-5 + 1e-3 * Math.abs(expected), name + "[" + index + "]");
            moved += Math.abs(expected) > 1e-3 ? 1 : 0;
        }
        weights.nudge("", 0, 0);
        assertTrue(moved > 0.8 * found.names().size(), "only " + moved + " parameters have a gradient to speak of");
    }

    private static int largest(float[] values) {
        int largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
        }
        return largest;
    }

    private static double crossEntropy(double[] logits, int label) {
        return Math.log(Arrays.stream(logits).map(Math::exp).sum()) - logits[label];
    }

    private static TokenRows rows() {
        return TokenRows.of(BATCH, SEQ, VOCAB, 0, 11);
    }

    private static TokenRows answers() {
        return TokenRows.of(BATCH, SEQ, VOCAB, 0, 12);
    }

    private static Tensor labels(Task task) {
        if (task == Task.SEQUENCE_CLASSIFICATION) {
            return Tensor.ofLongs(
                    Shape.of(BATCH),
                    LongStream.range(0, BATCH).map(row -> row % CLASSES).toArray());
        }
        TokenRows said = task == Task.SEQ2SEQ_LM ? answers() : rows();
        int classes = task == Task.SEQ2SEQ_LM ? VOCAB : CLASSES;
        long[] labels = new long[BATCH * SEQ];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = said.present(i) ? (i * 5 + 1) % classes : Task.IGNORE;
        }
        return Tensor.ofLongs(Shape.of(BATCH, SEQ), labels);
    }

    /** Trains on the same batch at every step; gradients of the first step are kept. */
    private List<Double> train(Task task, AdapterConfig.Method method, int steps) throws IOException {
        Map<String, Tensor> batch = new LinkedHashMap<>();
        try (HuggingFaceModel opened = HuggingFaceModel.open(model, HeadSpec.of(task))) {
            boolean typed = opened.inputs(1, SEQ).stream()
                    .anyMatch(input -> input.name().equals("token_type_ids"));
            batch.putAll(rows().inputs(typed));
        }
        if (task == Task.SEQ2SEQ_LM) {
            batch.put("decoder_input_ids", answers().inputs(false).get("input_ids"));
            batch.put("decoder_attention_mask", answers().inputs(false).get("attention_mask"));
        }
        batch.put("labels", labels(task));
        Map<String, Tensor> repeated = new LinkedHashMap<>();
        batch.forEach((name, tensor) -> {
            long[] all = LongStream.range(0, steps)
                    .flatMap(step -> Arrays.stream(tensor.longs()))
                    .toArray();
            repeated.put(name, Tensor.ofLongs(tensor.shape().prepend(steps), all));
        });
        Path batches = folder.resolve("batches.safetensors");
        SafetensorsWriter.write(batches, repeated, Map.of());
        AdapterConfig adapter = AdapterConfigBuilder.builder()
                .method(method)
                .r(3)
                .loraAlpha(6.0)
                .targetModules(TargetSpec.pattern("all-linear"))
                .build();
        TrialSpec spec = new TrialSpec(
                model.toString(),
                task,
                new DataSpec(null, null, null, null, batches.toString(), null, null),
                adapter,
                null,
                new TrialSpec.OptimizerSpec(null, 2e-2, null, null, 0.0, null, null, null),
                null,
                BATCH,
                SEQ,
                steps,
                steps,
                0L,
                "cpu",
                null,
                false,
                1);
        List<Double> losses = new ArrayList<>();
        TrialListener listener = line -> losses.add(line.loss());
        new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name), head), new Datasets(Path::of))
                .train(spec, folder, listener, () -> false);
        return losses;
    }

    private static Map<String, Object> config(String type) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", type);
        config.put("vocab_size", VOCAB);
        config.put("num_labels", CLASSES);
        switch (type) {
            case "distilbert" -> {
                config.put("dim", 12);
                config.put("n_layers", 2);
                config.put("n_heads", 3);
                config.put("hidden_dim", 10);
            }
            case "t5" -> {
                config.put("d_model", 12);
                config.put("d_kv", 5);
                config.put("d_ff", 14);
                config.put("num_layers", 2);
                config.put("num_heads", 3);
                config.put("relative_attention_num_buckets", 6);
                config.put("relative_attention_max_distance", 5);
                config.put("feed_forward_proj", "gated-gelu");
            }
            default -> {
                config.put("hidden_size", 12);
                config.put("num_hidden_layers", 2);
                config.put("num_attention_heads", 3);
                config.put("intermediate_size", 14);
                config.put("pad_token_id", 0);
                config.put("max_position_embeddings", SEQ + 4);
            }
        }
        if (type.equals("deberta-v2")) {
            config.put("relative_attention", true);
            config.put("position_buckets", 4);
            config.put("norm_rel_ebd", "layer_norm");
            config.put("share_att_key", true);
            config.put("pos_att_type", "p2c|c2p");
            config.put("type_vocab_size", 2);
        }
        return config;
    }
}
