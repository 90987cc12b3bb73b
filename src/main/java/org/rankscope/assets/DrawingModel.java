package org.rankscope.assets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.RandomCheckpoint;
import org.rankscope.model.bundled.picture.DrawingCorpus;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;

/** The denoiser: it learns to see the noise in drawings by many hands. */
final class DrawingModel {
    private static final int DRAWINGS = 8_000;
    private static final int VALIDATION_DRAWINGS = 128;
    private static final int BATCH_SIZE = 32;
    private static final int STEPS = 1_000;
    private static final int EVAL_EVERY = 200;
    private static final double LEARNING_RATE = 1e-3;
    private static final int WARMUP_STEPS = 100;

    private static final String CONFIG = """
            {
              "architectures": ["Dit"],
              "model_type": "rankscope-dit",
              "sample_size": 32,
              "patch_size": 4,
              "in_channels": 1,
              "hidden_size": 96,
              "num_hidden_layers": 4,
              "num_attention_heads": 4,
              "mlp_ratio": 4,
              "beta_schedule": "linear",
              "beta_start": 0.0001,
              "beta_end": 0.02,
              "num_train_timesteps": 1000,
              "initializer_range": 0.02,
              "torch_dtype": "float32",
              "dtype": "float32"
            }
            """;
    /** Blocks begin as if they were not there, and no noise is seen: adaLN-Zero (arXiv 2212.09748, section 3.2). */
    private static final RandomCheckpoint.Start START =
            new RandomCheckpoint.Start(0.02, List.of(), 1, List.of("modulation.weight", "final_layer.linear.weight"));

    private DrawingModel() {}

    /**
     * Writes the configuration and trained weights to {@code model}.
     *
     * @param work a folder for the drawings and the run, which goes on where it was stopped
     */
    static TrialResult write(Path model, Path work, AssetSeeds seeds, TrialListener listener) throws IOException {
        ObjectNode config = (ObjectNode) StrictJson.mapper().readTree(CONFIG);
        RandomCheckpoint.write(model, config, Task.DENOISING, START, seeds.of(AssetSeeds.Purpose.DRAWINGS_WEIGHTS));
        Path train = work.resolve("drawings");
        Path validation = work.resolve("drawings-validation");
        long seed = seeds.of(AssetSeeds.Purpose.DRAWINGS);
        AssetPictures.writeDrawings(train, DrawingCorpus.byManyHands(seed, 0, DRAWINGS));
        AssetPictures.writeDrawings(validation, DrawingCorpus.byManyHands(seed, DRAWINGS, VALIDATION_DRAWINGS));
        Pretraining pretraining = new Pretraining(
                Task.DENOISING,
                new DataSpec(train.toString(), validation.toString(), null, null, null, null, null),
                BATCH_SIZE,
                null,
                STEPS,
                EVAL_EVERY,
                LEARNING_RATE,
                WARMUP_STEPS,
                seeds.of(AssetSeeds.Purpose.DRAWINGS_ORDER));
        return pretraining.run(model, work.resolve("drawings-pretraining"), listener);
    }
}
