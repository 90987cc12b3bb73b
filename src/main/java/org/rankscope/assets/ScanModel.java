package org.rankscope.assets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.RandomCheckpoint;
import org.rankscope.model.bundled.picture.ScanCorpus;
import org.rankscope.model.bundled.picture.ScanKind;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;

/** The vision transformer: it learns to mark large, bright lesions in scans of phantoms. */
final class ScanModel {
    private static final int SCANS = 6_000;
    private static final int VALIDATION_SCANS = 96;
    private static final int BATCH_SIZE = 16;
    private static final int STEPS = 1_200;
    private static final int EVAL_EVERY = 200;
    private static final double LEARNING_RATE = 1e-3;
    private static final int WARMUP_STEPS = 100;

    private static final int LAYERS = 4;
    private static final String CONFIG = """
            {
              "architectures": ["ViTForSemanticSegmentation"],
              "model_type": "vit",
              "hidden_size": 96,
              "num_hidden_layers": 4,
              "num_attention_heads": 4,
              "intermediate_size": 384,
              "hidden_act": "gelu",
              "image_size": 48,
              "patch_size": 4,
              "num_channels": 1,
              "qkv_bias": true,
              "layer_norm_eps": 1e-6,
              "initializer_range": 0.02,
              "attention_probs_dropout_prob": 0.0,
              "hidden_dropout_prob": 0.0,
              "id2label": { "0": "healthy", "1": "lesion" },
              "label2id": { "healthy": 0, "lesion": 1 },
              "torch_dtype": "float32",
              "dtype": "float32"
            }
            """;
    private static final RandomCheckpoint.Start START =
            new RandomCheckpoint.Start(0.02, List.of("o_proj.weight", "mlp.fc2.weight"), 2 * LAYERS, List.of());
    private static final String PREPROCESSOR = """
            {
              "image_processor_type": "ViTImageProcessor",
              "do_resize": true,
              "size": { "height": 48, "width": 48 },
              "resample": 2,
              "do_rescale": true,
              "rescale_factor": 0.00392156862745098,
              "do_normalize": true,
              "image_mean": [0.5],
              "image_std": [0.5]
            }
            """;

    private ScanModel() {}

    /**
     * Writes the configuration and trained weights to {@code model}.
     *
     * @param work a folder for the scans and the run, which goes on where it was stopped
     */
    static TrialResult write(Path model, Path work, AssetSeeds seeds, TrialListener listener) throws IOException {
        ObjectNode config = (ObjectNode) StrictJson.mapper().readTree(CONFIG);
        RandomCheckpoint.write(model, config, Task.SEGMENTATION, START, seeds.of(AssetSeeds.Purpose.SCANS_WEIGHTS));
        StrictJson.write(
                model.resolve("preprocessor_config.json"), StrictJson.mapper().readTree(PREPROCESSOR));
        Path train = work.resolve("scans");
        Path validation = work.resolve("scans-validation");
        long seed = seeds.of(AssetSeeds.Purpose.SCANS);
        AssetPictures.writeScans(train, ScanCorpus.generate(ScanKind.PHANTOM, seed, 0, SCANS));
        AssetPictures.writeScans(validation, ScanCorpus.generate(ScanKind.PHANTOM, seed, SCANS, VALIDATION_SCANS));
        Pretraining pretraining = new Pretraining(
                Task.SEGMENTATION,
                new DataSpec(train.toString(), validation.toString(), null, null, null, null, null),
                BATCH_SIZE,
                null,
                STEPS,
                EVAL_EVERY,
                LEARNING_RATE,
                WARMUP_STEPS,
                seeds.of(AssetSeeds.Purpose.SCANS_ORDER));
        return pretraining.run(model, work.resolve("scans-pretraining"), listener);
    }
}
