package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Tensor;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.Task;

class DeiTTest {
    private static final int SIDE = 8;
    private static final int BATCH = 2;
    private static final int HIDDEN = 12;
    private static final String CONFIG = """
            {"model_type": "deit", "architectures": ["%s"], "hidden_size": 12, "num_hidden_layers": 2,
             "num_attention_heads": 2, "intermediate_size": 20, "image_size": 8, "patch_size": 4,
             "id2label": {"0": "a", "1": "b", "2": "c"}}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void classesAndTheirGradientsAreThoseOfThePlainComputation(boolean teacher) throws IOException {
        Tensor pixels = RandomModel.normal(1, BATCH, 3, SIDE, SIDE);
        double[] flat = RandomModel.doubles(pixels.floats());
        int each = flat.length / BATCH;
        model(teacher).assertIs(BATCH, 2, Map.of("pixel_values", pixels), plain -> {
            double[] all = new double[BATCH * 3];
            for (int i = 0; i < BATCH; i++) {
                double[] image = Arrays.copyOfRange(flat, i * each, (i + 1) * each);
                System.arraycopy(classes(plain, image, teacher), 0, all, i * 3, 3);
            }
            return all;
        });
    }

    @Test
    void imagesAreCutOutOfTheMiddle() throws IOException {
        model(false);
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(Task.IMAGE_CLASSIFICATION))) {
            ImageSettings images = model.images().orElseThrow();
            assertEquals(OptionalInt.of(9), images.shortestEdge());
            assertEquals(ImageSettings.Resampling.BICUBIC, images.resampling());
        }
    }

    private RandomModel model(boolean teacher) throws IOException {
        String name = "DeiTForImageClassification" + (teacher ? "WithTeacher" : "");
        return new RandomModel(folder, CONFIG.formatted(name), Task.IMAGE_CLASSIFICATION);
    }

    private static double[] classes(PlainNetwork plain, double[] image, boolean teacher) {
        double[][] patches = plain.patches("deit.embeddings.patch_embeddings.projection", image, 3, SIDE, SIDE, 4);
        double[][] tokens = PlainNetwork.concat(
                patches, plain.weight("deit.embeddings.cls_token"), plain.weight("deit.embeddings.distillation_token"));
        double[][] x = PlainNetwork.sum(tokens, plain.rows("deit.embeddings.position_embeddings", HIDDEN));
        for (int layer = 0; layer < 2; layer++) {
            x = plain.imageBlock("deit.layers." + layer, x, 2, 1e-12);
        }
        double[][] last = plain.layerNorm("deit.layernorm", x, 1e-12);
        if (!teacher) {
            return plain.linear("classifier", last)[0];
        }
        double[] image0 = plain.linear("cls_classifier", last)[0];
        double[] taught = plain.linear("distillation_classifier", last)[1];
        for (int i = 0; i < 3; i++) {
            image0[i] = (image0[i] + taught[i]) / 2;
        }
        return image0;
    }
}
