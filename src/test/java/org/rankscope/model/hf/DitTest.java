package org.rankscope.model.hf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;

class DitTest {
    private static final int SIDE = 8;
    private static final int PATCH = 2;
    private static final int CHANNELS = 2;
    private static final int HIDDEN = 16;
    private static final int BATCH = 2;
    private static final String CONFIG = """
            {"model_type": "rankscope-dit", "sample_size": 8, "patch_size": 2, "in_channels": 2, "hidden_size": 16,
             "num_hidden_layers": 2, "num_attention_heads": 2, "mlp_ratio": 1.5, "num_train_timesteps": 1000}
            """;

    @TempDir
    Path folder;

    @Test
    void noiseAndItsGradientsAreThoseOfThePlainComputation() throws IOException {
        Tensor sample = RandomModel.normal(1, BATCH, CHANNELS, SIDE, SIDE);
        double[] flat = RandomModel.doubles(sample.floats());
        long[] times = {3, 700};
        int each = flat.length / BATCH;
        new RandomModel(folder, CONFIG, Task.DENOISING)
                .assertIs(
                        BATCH,
                        2,
                        Map.of("sample", sample, "timestep", Tensor.ofLongs(Shape.of(BATCH), times)),
                        plain -> {
                            double[] all = new double[flat.length];
                            for (int i = 0; i < BATCH; i++) {
                                double[] image = Arrays.copyOfRange(flat, i * each, (i + 1) * each);
                                System.arraycopy(noise(plain, image, times[i]), 0, all, i * each, each);
                            }
                            return all;
                        });
    }

    private static double[] noise(PlainNetwork plain, double[] image, long step) {
        double[][] x = plain.patches("transformer.patch_embed", image, CHANNELS, SIDE, SIDE, PATCH);
        int columns = SIDE / PATCH;
        for (int p = 0; p < x.length; p++) {
            for (int i = 0; i < HIDDEN; i++) {
                int place = i < HIDDEN / 2 ? p % columns : p / columns;
                double angle = place / Math.pow(10_000, i % (HIDDEN / 4) / (HIDDEN / 4.0));
                x[p][i] += i % (HIDDEN / 2) < HIDDEN / 4 ? Math.sin(angle) : Math.cos(angle);
            }
        }
        double[][] waves = new double[1][256];
        for (int i = 0; i < 128; i++) {
            double angle = step * Math.exp(-Math.log(10_000) * i / 128);
            waves[0][i] = Math.cos(angle);
            waves[0][128 + i] = Math.sin(angle);
        }
        double[][] inner = PlainNetwork.each(PlainNetwork.SILU, plain.linear("transformer.time_embed.linear_1", waves));
        double[][] time = PlainNetwork.each(PlainNetwork.SILU, plain.linear("transformer.time_embed.linear_2", inner));
        for (int layer = 0; layer < 2; layer++) {
            String path = "transformer.blocks." + layer;
            double[] of = plain.linear(path + ".modulation", time)[0];
            double[][] attended = plain.selfAttention(
                    path + ".attn.", "o_proj", modulated(x, of, 0), 2, false, new boolean[x.length]);
            x = gated(x, of, 2, attended);
            double[][] wide =
                    PlainNetwork.each(PlainNetwork.GELU_TANH, plain.linear(path + ".mlp.fc1", modulated(x, of, 3)));
            x = gated(x, of, 5, plain.linear(path + ".mlp.fc2", wide));
        }
        double[] last = plain.linear("transformer.final_layer.modulation", time)[0];
        double[][] patches = plain.linear("transformer.final_layer.linear", modulated(x, last, 0));
        double[] noise = new double[image.length];
        for (int p = 0; p < patches.length; p++) {
            for (int i = 0; i < patches[p].length; i++) {
                int channel = i % CHANNELS;
                int row = p / columns * PATCH + i / CHANNELS / PATCH;
                int column = p % columns * PATCH + i / CHANNELS % PATCH;
                noise[(channel * SIDE + row) * SIDE + column] = patches[p][i];
            }
        }
        return noise;
    }

    /** With the {@code at}th vector of {@code of} as shift and the next as scale. */
    private static double[][] modulated(double[][] x, double[] of, int at) {
        double[][] y = PlainNetwork.standardized(x, 1e-6);
        for (double[] row : y) {
            for (int i = 0; i < HIDDEN; i++) {
                row[i] = row[i] * (1 + of[(at + 1) * HIDDEN + i]) + of[at * HIDDEN + i];
            }
        }
        return y;
    }

    private static double[][] gated(double[][] x, double[] of, int at, double[][] change) {
        double[][] y = new double[x.length][HIDDEN];
        for (int row = 0; row < x.length; row++) {
            for (int i = 0; i < HIDDEN; i++) {
                y[row][i] = x[row][i] + of[at * HIDDEN + i] * change[row][i];
            }
        }
        return y;
    }
}
