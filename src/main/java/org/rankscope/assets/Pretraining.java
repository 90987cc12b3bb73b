package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/** Trains the bundled model from random weights: all parameters, with the engine that trains adapters. */
final class Pretraining {
    /** About a million parameters: small enough for a laptop, large enough to tell a story. */
    static final LlamaShape SHAPE = new LlamaShape(128, 5, 4, 4, 344, 512, 256, true);

    static final int STEPS = 3_000;

    private static final long STORIES = 60_000;
    private static final double VALIDATION_FRACTION = 0.002;
    private static final int BATCH_SIZE = 16;
    private static final int SEQUENCE_LENGTH = 128;
    private static final double LEARNING_RATE = 4e-3;
    private static final int WARMUP_STEPS = 200;

    private Pretraining() {}

    /**
     * Writes the trained weights beside the configuration and the tokenizer in {@code model}.
     *
     * @param work a folder for the text and the run, which goes on where it was stopped
     */
    static TrialResult run(Path model, Path work, AssetSeeds seeds, TrialListener listener) throws IOException {
        LlamaInitializer.write(model, SHAPE, seeds.of(AssetSeeds.Purpose.INITIAL_WEIGHTS));
        Path text = work.resolve("pretraining.txt");
        PretrainingText.write(text, seeds.of(AssetSeeds.Purpose.PRETRAINING_TEXT), STORIES);
        Trainer trainer = new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name)), new Datasets(Path::of));
        Path run = work.resolve("pretraining");
        TrialResult result = trainer.train(spec(model, text, seeds), run, listener, () -> false);
        try (BaseModel initial = HuggingFaceModel.open(model)) {
            Map<String, Tensor> trained =
                    AdapterMethod.of(everything(), initial).load(run.resolve(Trainer.ADAPTER));
            LlamaInitializer.writeWeights(model, trained);
        }
        return result;
    }

    private static TrialSpec spec(Path model, Path text, AssetSeeds seeds) {
        return new TrialSpec(
                model.toString(),
                Task.CAUSAL_LM,
                new DataSpec(text.toString(), null, VALIDATION_FRACTION, null, null, null, null),
                everything(),
                null,
                new TrialSpec.OptimizerSpec(null, LEARNING_RATE, List.of(0.9, 0.98), null, 0.02, 1.0, null, null),
                new TrialSpec.ScheduleSpec(TrialSpec.ScheduleSpec.Kind.COSINE, WARMUP_STEPS),
                BATCH_SIZE,
                SEQUENCE_LENGTH,
                STEPS,
                500,
                seeds.of(AssetSeeds.Purpose.PRETRAINING_ORDER),
                "cpu",
                null,
                null,
                null);
    }

    private static AdapterConfig everything() {
        return new AdapterConfig(AdapterConfig.Method.FULL, null, null, null, null, null, null, null, null, null, null);
    }
}
