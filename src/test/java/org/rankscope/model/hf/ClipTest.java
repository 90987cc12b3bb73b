package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

class ClipTest {
    private static final int BATCH = 3;
    private static final int SEQ = 5;
    private static final int SIDE = 8;
    private static final int DIM = 6;
    private static final String CONFIG = """
            {"model_type": "clip", "projection_dim": 6,
             "text_config": {"hidden_size": 8, "intermediate_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2,
               "vocab_size": 20, "max_position_embeddings": 7, "eos_token_id": %d},
             "vision_config": {"hidden_size": 12, "intermediate_size": 16, "num_hidden_layers": 2,
               "num_attention_heads": 3, "image_size": 8, "patch_size": 4, "num_channels": 3}}
            """;

    @TempDir
    Path folder;

    /** Where the end is token 2, as older files say, it is the largest id. */
    @ParameterizedTest
    @CsvSource({"15, 3, 1, 2", "2, 2, 3, 4"})
    void similaritiesAndTheirGradientsAreThoseOfThePlainComputation(int endId, int first, int second, int third)
            throws IOException {
        long[] ids = {4, 9, 3, 15, 1, 4, 15, 7, 16, 15, 4, 2, 15, 11, 17};
        if (endId == 2) {
            ids = new long[] {4, 9, 19, 1, 1, 4, 15, 7, 19, 1, 4, 2, 15, 11, 17};
        }
        long[] mask = {1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        int[] ends = {first, second, third};
        long[] tokens = ids;
        Tensor pixels = RandomModel.normal(1, BATCH, 3, SIDE, SIDE);
        double[] flat = RandomModel.doubles(pixels.floats());
        Shape shape = Shape.of(BATCH, SEQ);
        Map<String, Tensor> inputs = Map.of(
                "pixel_values", pixels,
                "input_ids", Tensor.ofLongs(shape, ids),
                "attention_mask", Tensor.ofLongs(shape, mask));
        model(endId).assertIs(BATCH, SEQ, inputs, plain -> {
            double[][] images = new double[BATCH][];
            double[][] texts = new double[BATCH][];
            int each = flat.length / BATCH;
            for (int i = 0; i < BATCH; i++) {
                images[i] = unit(image(plain, Arrays.copyOfRange(flat, i * each, (i + 1) * each)));
                texts[i] = unit(text(
                        plain,
                        Arrays.copyOfRange(tokens, i * SEQ, (i + 1) * SEQ),
                        Arrays.copyOfRange(mask, i * SEQ, (i + 1) * SEQ),
                        ends[i]));
            }
            double[] logits = new double[2 * BATCH * BATCH];
            for (int i = 0; i < BATCH; i++) {
                for (int j = 0; j < BATCH; j++) {
                    double cosine = 0;
                    for (int d = 0; d < DIM; d++) {
                        cosine += images[i][d] * texts[j][d];
                    }
                    double scaled = Math.exp(plain.weight("logit_scale")[0]) * cosine;
                    logits[i * BATCH + j] = scaled;
                    logits[(BATCH + j) * BATCH + i] = scaled;
                }
            }
            return logits;
        });
    }

    @Test
    void embeddingsOfBothAreOutputs() throws IOException {
        model(15);
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(Task.CONTRASTIVE))) {
            Graph graph = model.forward(BATCH, SEQ);
            assertEquals(
                    List.of("logits", "image_embeds", "text_embeds"),
                    graph.outputs().stream().map(Value::name).toList());
            assertEquals(Shape.of(BATCH, DIM), graph.outputs().get(1).shape());
        }
    }

    private RandomModel model(int endId) throws IOException {
        return new RandomModel(folder, CONFIG.formatted(endId), Task.CONTRASTIVE);
    }

    private static double[] image(PlainNetwork plain, double[] image) {
        double[][] patches = plain.patches("vision_model.embeddings.patch_embedding", image, 3, SIDE, SIDE, 4);
        double[][] tokens = PlainNetwork.concat(patches, plain.weight("vision_model.embeddings.class_embedding"));
        double[][] x = PlainNetwork.sum(tokens, plain.rows("vision_model.embeddings.position_embedding.weight", 12));
        x = plain.layerNorm("vision_model.pre_layrnorm", x, 1e-5);
        x = blocks(plain, "vision_model", x, 3, false, new boolean[x.length]);
        double[][] pooled = plain.layerNorm("vision_model.post_layernorm", new double[][] {x[0]}, 1e-5);
        return plain.linear("visual_projection", pooled)[0];
    }

    private static double[] text(PlainNetwork plain, long[] ids, long[] mask, int end) {
        double[][] table = plain.rows("text_model.embeddings.token_embedding.weight", 8);
        double[][] places = plain.rows("text_model.embeddings.position_embedding.weight", 8);
        double[][] words = new double[SEQ][];
        boolean[] hidden = new boolean[SEQ];
        for (int i = 0; i < SEQ; i++) {
            words[i] = table[(int) ids[i]];
            hidden[i] = mask[i] == 0;
        }
        double[][] x =
                blocks(plain, "text_model", PlainNetwork.sum(words, Arrays.copyOf(places, SEQ)), 2, true, hidden);
        return plain.linear("text_projection", plain.layerNorm("text_model.final_layer_norm", x, 1e-5))[end];
    }

    private static double[][] blocks(
            PlainNetwork plain, String tower, double[][] tokens, int heads, boolean causal, boolean[] hidden) {
        double[][] x = tokens;
        for (int layer = 0; layer < 2; layer++) {
            String path = tower + ".encoder.layers." + layer;
            double[][] normed = plain.layerNorm(path + ".layer_norm1", x, 1e-5);
            x = PlainNetwork.sum(
                    x, plain.selfAttention(path + ".self_attn.", "out_proj", normed, heads, causal, hidden));
            double[][] inner = plain.linear(path + ".mlp.fc1", plain.layerNorm(path + ".layer_norm2", x, 1e-5));
            x = PlainNetwork.sum(x, plain.linear(path + ".mlp.fc2", PlainNetwork.each(PlainNetwork.QUICK_GELU, inner)));
        }
        return x;
    }

    private static double[] unit(double[] x) {
        double length = Math.sqrt(Arrays.stream(x).map(value -> value * value).sum());
        return Arrays.stream(x).map(value -> value / length).toArray();
    }
}
