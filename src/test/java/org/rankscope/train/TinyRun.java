package org.rankscope.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.data.Datasets;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig;

/** A few steps of a tiny language model on the batches of its golden runs. */
record TinyRun(List<Double> losses, List<Double> gradientNorms, Path folder) {
    static final int STEPS = 6;
    private static final Path GOLDEN = Path.of("src/test/resources/fixtures/golden");

    static TinyRun of(
            Path model, String golden, AdapterConfig adapter, Precision precision, boolean recompute, Path folder)
            throws IOException {
        List<Double> losses = new ArrayList<>();
        List<Double> norms = new ArrayList<>();
        new Trainer((name, head) -> HuggingFaceModel.open(Path.of(name)), new Datasets(Path::of))
                .train(
                        spec(model, golden, adapter, precision, recompute),
                        folder,
                        line -> {
                            losses.add(line.loss());
                            norms.add(line.gradNorm());
                        },
                        () -> false);
        return new TinyRun(losses, norms, folder);
    }

    private static TrialSpec spec(
            Path model, String golden, AdapterConfig adapter, Precision precision, boolean recompute) {
        String batches = GOLDEN.resolve(golden).resolve("batches.safetensors").toString();
        return TrialSpecBuilder.builder()
                .model(model.toString())
                .task(Task.CAUSAL_LM)
                .data(new DataSpec(null, null, null, null, batches, null, null))
                .adapter(adapter)
                .batchSize(4)
                .sequenceLength(24)
                .steps(STEPS)
                .evalEvery(STEPS)
                .device("cpu")
                .precision(precision)
                .gradientCheckpointing(recompute)
                .dumpGradientsAtStep(2)
                .build();
    }
}
