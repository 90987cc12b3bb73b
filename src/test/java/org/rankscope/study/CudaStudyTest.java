package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.DataSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.runtime.NeedsCuda;
import org.rankscope.train.TrialSpecBuilder;

/** Studies on real GPUs, each cell in a worker process. */
@NeedsCuda
class CudaStudyTest {
    /** What other programs may take or give back meanwhile. */
    private static final long TOLERANCE = 64L << 20;

    @TempDir
    Path folder;

    static StudySpec spec(List<Integer> ranks, String device) {
        return StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model("bundled:stories-1m")
                        .task(Task.CAUSAL_LM)
                        .data(DataSpec.of("bundled:support"))
                        .adapter(AdapterConfig.lora(8, 16, List.of("q_proj", "v_proj")))
                        .batchSize(4)
                        .sequenceLength(64)
                        .steps(6)
                        .evalEvery(3)
                        .device(device)
                        .build())
                .ranks(ranks)
                .learningRates(List.of(1e-3))
                .seeds(List.of(0L))
                .build();
    }

    @Test
    void cellThatRunsOutOfMemoryIsMarkedAndTheNextFindsItFree() throws IOException {
        Device device = Device.parse("cuda:0");
        long before = Devices.memory(device).freeBytes();
        try (StudyFolder study =
                StudyFolder.openForWriting(folder.resolve("study"), spec(List.of(1, 4), "cuda:0"), false)) {
            assertTrue(new StudyRunner(study, WorkerCommand.of(LimitedWorker.class), Studies.LOWEST)
                    .run(new RecordingListener()));
            Trial failed = study.trials().get(0);
            assertEquals(TrialState.FAILED, failed.state());
            assertEquals(Failure.Reason.OUT_OF_MEMORY, failed.failure().reason());
            assertTrue(
                    failed.failure()
                            .message()
                            .startsWith("Ran out of memory of "
                                    + Devices.memory(device).place() + ": "),
                    failed.failure().message());
            assertEquals(TrialState.COMPLETE, study.trials().get(1).state());
            assertTrue(study.trials().get(1).result().peakMemoryBytes() > 0, "NVML or nvidia-smi tells the peak");
        }
        assertTrue(Devices.memory(device).freeBytes() > before - TOLERANCE, "the memory is given back");
    }

    @Test
    void cellsAreSpreadOverDevices() throws IOException {
        Assumptions.assumeTrue(Device.all("cuda").size() > 1, "There is one GPU; several that are alike are needed.");
        try (StudyFolder study =
                StudyFolder.openForWriting(folder.resolve("all"), spec(List.of(1, 2, 4, 8), "cuda"), false)) {
            assertTrue(new StudyRunner(study, WorkerCommand.of(TrialWorker.class), Studies.LOWEST)
                    .run(new RecordingListener()));
            assertTrue(study.trials().stream().allMatch(cell -> cell.state() == TrialState.COMPLETE));
        }
        try (StudyFolder study =
                StudyFolder.openForWriting(folder.resolve("one"), spec(List.of(1, 2, 4, 8), "cuda:0"), false)) {
            assertTrue(new StudyRunner(study, WorkerCommand.of(TrialWorker.class), Studies.LOWEST)
                    .run(new RecordingListener()));
        }
        try (StudyFolder all = StudyFolder.open(folder.resolve("all"));
                StudyFolder one = StudyFolder.open(folder.resolve("one"))) {
            for (Trial cell : all.trials()) {
                assertEquals(
                        one.trial(cell.id()).orElseThrow().result().evalLoss(),
                        cell.result().evalLoss(),
                        1e-4,
                        cell.id());
            }
        }
    }
}
