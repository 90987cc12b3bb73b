package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;

/** The language model: a Llama that learns to tell short stories. */
final class StoryModel {
    /** About a million parameters: small enough for a laptop, large enough to tell a story. */
    static final LlamaShape SHAPE = new LlamaShape(128, 5, 4, 4, 344, 512, 256, true);

    private static final long STORIES = 60_000;
    private static final double VALIDATION_FRACTION = 0.002;
    private static final int BATCH_SIZE = 16;
    private static final int SEQUENCE_LENGTH = 128;
    private static final int STEPS = 3_000;
    private static final int EVAL_EVERY = 500;
    private static final double LEARNING_RATE = 4e-3;
    private static final int WARMUP_STEPS = 200;

    private StoryModel() {}

    /**
     * Writes configuration and trained weights beside the tokenizer in {@code model}.
     *
     * @param work a folder for the text and the run, which goes on where it was stopped
     */
    static TrialResult write(Path model, Path work, AssetSeeds seeds, TrialListener listener) throws IOException {
        LlamaInitializer.write(model, SHAPE, seeds.of(AssetSeeds.Purpose.INITIAL_WEIGHTS));
        Path text = work.resolve("pretraining.txt");
        PretrainingText.write(text, seeds.of(AssetSeeds.Purpose.PRETRAINING_TEXT), STORIES);
        Pretraining pretraining = new Pretraining(
                Task.CAUSAL_LM,
                new DataSpec(text.toString(), null, VALIDATION_FRACTION, null, null, null, null),
                BATCH_SIZE,
                SEQUENCE_LENGTH,
                STEPS,
                EVAL_EVERY,
                LEARNING_RATE,
                WARMUP_STEPS,
                seeds.of(AssetSeeds.Purpose.PRETRAINING_ORDER));
        return pretraining.run(model, work.resolve("pretraining"), listener);
    }
}
