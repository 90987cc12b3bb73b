package org.rankscope.model.hf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;

class ViTSegmentationTest {
    private static final int HEIGHT = 12;
    private static final int WIDTH = 8;
    private static final int PATCH = 4;
    private static final int CLASSES = 3;
    private static final int BATCH = 2;
    private static final String CONFIG = """
            {"model_type": "vit", "hidden_size": 12, "num_hidden_layers": 2, "num_attention_heads": 3,
             "intermediate_size": 20, "image_size": [12, 8], "patch_size": 4, "num_channels": 2, "layer_norm_eps": 1e-6,
             "qkv_bias": false, "id2label": {"0": "a", "1": "b", "2": "c"}}
            """;

    @TempDir
    Path folder;

    @Test
    void pixelsAndTheirGradientsAreThoseOfThePlainComputation() throws IOException {
        Tensor pixels = RandomModel.normal(1, BATCH, 2, HEIGHT, WIDTH);
        double[] flat = RandomModel.doubles(pixels.floats());
        int each = flat.length / BATCH;
        new RandomModel(folder, CONFIG, Task.SEGMENTATION).assertIs(BATCH, 2, Map.of("pixel_values", pixels), plain -> {
            double[] all = new double[BATCH * HEIGHT * WIDTH * CLASSES];
            for (int image = 0; image < BATCH; image++) {
                double[] logits = pixels(plain, Arrays.copyOfRange(flat, image * each, (image + 1) * each));
                System.arraycopy(logits, 0, all, image * logits.length, logits.length);
            }
            return all;
        });
    }

    private static double[] pixels(PlainNetwork plain, double[] image) {
        double[][] patches =
                plain.patches("vit.embeddings.patch_embeddings.projection", image, 2, HEIGHT, WIDTH, PATCH);
        double[][] tokens = PlainNetwork.concat(patches, plain.weight("vit.embeddings.cls_token"));
        double[][] x = PlainNetwork.sum(tokens, plain.rows("vit.embeddings.position_embeddings", 12));
        for (int layer = 0; layer < 2; layer++) {
            x = plain.imageBlock("vit.layers." + layer, x, 3, 1e-6);
        }
        double[][] scores = plain.linear("decode_head.classifier", plain.layerNorm("vit.layernorm", x, 1e-6));
        int columns = WIDTH / PATCH;
        int rows = HEIGHT / PATCH;
        double[] logits = new double[HEIGHT * WIDTH * CLASSES];
        for (int y = 0; y < HEIGHT; y++) {
            for (int z = 0; z < WIDTH; z++) {
                double row = Math.min(rows - 1.0, Math.max(0, (y + 0.5) / PATCH - 0.5));
                double column = Math.min(columns - 1.0, Math.max(0, (z + 0.5) / PATCH - 0.5));
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < columns; c++) {
                        double near = Math.max(0, 1 - Math.abs(r - row)) * Math.max(0, 1 - Math.abs(c - column));
                        for (int k = 0; k < CLASSES; k++) {
                            // the class token stands before the patches
                            logits[(y * WIDTH + z) * CLASSES + k] += near * scores[1 + r * columns + c][k];
                        }
                    }
                }
            }
        }
        return logits;
    }
}
