package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.Verdict;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.TrialSpecBuilder;

/** Specifications and helpers that the tests of this package share. */
final class Studies {
    /** Chooses the rank with the lowest loss. */
    static final Judge LOWEST = observations -> observations.stream()
            .min((a, b) -> Double.compare(a.value(), b.value()))
            .map(best -> new Verdict(
                    Verdict.Kind.CHOOSE,
                    best.rank(),
                    "lowest",
                    "eval_loss",
                    new Verdict.RankValue(best.rank(), best.value()),
                    0,
                    List.of(),
                    List.of(),
                    "It is the lowest."))
            .orElseThrow();

    private Studies() {}

    static StudySpec spec(List<Integer> ranks, int steps) {
        return spec(ranks, steps, DataSpec.of("bundled:words"));
    }

    static StudySpec spec(List<Integer> ranks, int steps, DataSpec data) {
        return StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model("bundled:tiny")
                        .task(Task.CAUSAL_LM)
                        .data(data)
                        .adapter(AdapterConfig.lora(8, 16, List.of("q_proj")))
                        .batchSize(2)
                        .sequenceLength(16)
                        .steps(steps)
                        .evalEvery(2)
                        .seed(0L)
                        .device("cpu")
                        .precision(null)
                        .build())
                .ranks(ranks)
                .learningRates(List.of(1e-3))
                .seeds(List.of(0L))
                .build();
    }

    /** {@code grid} with a learning rate that is tuned, from 0.001 on. */
    static StudySpec tuned(StudySpec grid) {
        return grid.with()
                .learningRate(StudySpec.RateChoice.TUNE)
                .firstLearningRate(1e-3)
                .pruning(null)
                .build();
    }

    static WorkerCommand worker(String script) {
        return WorkerCommand.of(ScriptedWorker.class).withProperty(ScriptedWorker.SCRIPT, script);
    }

    /** A runner that trains so many cells at once, as with several GPUs, on the processor. */
    static StudyRunner runner(StudyFolder folder, WorkerCommand worker, int slots) {
        return runner(folder, Collections.nCopies(slots, worker));
    }

    static StudyRunner runner(StudyFolder folder, List<WorkerCommand> places) {
        return new StudyRunner(folder, places.get(0), LOWEST, Duration.ofSeconds(10), () -> places);
    }

    /** How often a worker began on a cell. */
    static int starts(StudyFolder folder, String trial) throws IOException {
        Path file = folder.trialDirectory(trial).resolve("starts.txt");
        return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    }
}
