package org.rankscope.assets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.RandomCheckpoint;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialListener;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

/**
 * Trains a model from random weights: all parameters, with the engine that trains adapters.
 *
 * @param sequenceLength null for a model that takes no tokens
 * @param seed of the order of the batches
 */
record Pretraining(
        Task task,
        DataSpec data,
        int batchSize,
        Integer sequenceLength,
        int steps,
        int evalEvery,
        double learningRate,
        int warmupSteps,
        long seed) {
    /**
     * Writes the trained weights over the random ones in {@code model}.
     *
     * @param run a folder for the run, which goes on where it was stopped
     */
    TrialResult run(Path model, Path run, TrialListener listener) throws IOException {
        Trainer trainer =
                new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name), head), new Datasets(Path::of));
        TrialResult result = trainer.train(spec(model), run, listener, () -> false);
        try (BaseModel initial = HuggingFaceModel.open(model, HeadSpec.of(task))) {
            Map<String, Tensor> trained =
                    AdapterMethod.of(everything(), initial).load(run.resolve(Trainer.ADAPTER));
            RandomCheckpoint.writeWeights(model, task, trained);
        }
        return result;
    }

    private TrialSpec spec(Path model) {
        return new TrialSpec(
                model.toString(),
                task,
                data,
                everything(),
                null,
                new TrialSpec.OptimizerSpec(null, learningRate, List.of(0.9, 0.98), null, 0.02, 1.0, null, null),
                new TrialSpec.ScheduleSpec(TrialSpec.ScheduleSpec.Kind.COSINE, warmupSteps),
                batchSize,
                sequenceLength,
                steps,
                evalEvery,
                seed,
                "cpu",
                null,
                null,
                null);
    }

    private static AdapterConfig everything() {
        return AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build();
    }
}
