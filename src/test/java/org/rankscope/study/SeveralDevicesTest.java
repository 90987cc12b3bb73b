package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.Device;
import org.rankscope.train.MetricLine;

/** Two cells at once, as on two GPUs, each in a worker process of its own; the workers compute on the processor. */
class SeveralDevicesTest {
    private static final int STEPS = 8;

    @TempDir
    Path temporary;

    private StudyFolder open(String name, StudySpec spec) {
        return StudyFolder.openForWriting(temporary.resolve(name), spec, false);
    }

    private StudyFolder open(int steps, Integer... ranks) {
        return open("study", Studies.spec(List.of(ranks), steps));
    }

    private static TrialState state(StudyFolder folder, String id) {
        return folder.trial(id).orElseThrow().state();
    }

    private List<String> results(String name, StudySpec spec, WorkerCommand worker, int slots) throws IOException {
        try (StudyFolder folder = open(name, spec)) {
            assertTrue(Studies.runner(folder, worker, slots).run(new RecordingListener()));
            assertTrue(folder.trials().stream().allMatch(cell -> cell.state().isFinished()));
        }
        return Files.readAllLines(temporary.resolve(name).resolve("results.csv"));
    }

    @Test
    void twoCellsTrainAtOnceAndComeToTheSameResults() throws IOException {
        StudySpec spec = Studies.spec(List.of(1, 2, 4, 8, 16), STEPS);
        List<String> together = results("two", spec, Studies.worker("1=meet,2=meet"), 2);
        assertEquals(results("one", spec, Studies.worker(""), 1), together);
        assertEquals(
                Files.readString(temporary.resolve("one/verdict.json")),
                Files.readString(temporary.resolve("two/verdict.json")));
    }

    @Test
    void eachWorkerIsToldItsDeviceAndTheCellKeepsItsSpecification() throws IOException {
        try (StudyFolder folder = open(STEPS, 1, 2)) {
            List<WorkerCommand> places =
                    Studies.worker("1=meet,2=meet").onEach(List.of(Device.cuda(0), Device.cuda(1)));
            assertTrue(Studies.runner(folder, places).run(new RecordingListener()));
            Set<String> told = new TreeSet<>();
            for (Trial cell : folder.trials()) {
                told.add(Files.readString(folder.trialDirectory(cell.id()).resolve("device.txt")));
            }
            assertEquals(Set.of("cuda:0", "cuda:1"), told);
        }
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            assertEquals(
                    Set.of("cpu"),
                    folder.trials().stream().map(cell -> cell.spec().device()).collect(Collectors.toSet()));
        }
    }

    @Test
    void oneDeviceIsLeftToTheSpecification() {
        WorkerCommand worker = Studies.worker("");
        assertEquals(List.of(worker), worker.onEach(List.of(Device.cuda(1))));
    }

    @Test
    void cellThatFailsLeavesTheOtherToItsEnd() throws IOException {
        try (StudyFolder folder = open(STEPS, 1, 2, 4)) {
            assertTrue(Studies.runner(folder, Studies.worker("1=allocation,2=meet"), 2)
                    .run(new RecordingListener()));
            assertEquals(
                    Failure.Reason.OUT_OF_MEMORY,
                    folder.trial("r1-lr0.001-s0").orElseThrow().failure().reason());
            assertEquals(TrialState.COMPLETE, state(folder, "r2-lr0.001-s0"));
            assertEquals(TrialState.COMPLETE, state(folder, "r4-lr0.001-s0"));
            assertEquals(1, Studies.starts(folder, "r2-lr0.001-s0"));
        }
    }

    @Test
    void refusedSpecificationStopsTheOtherCellWithItsCheckpoint() throws IOException {
        WorkerCommand worker = Studies.worker("512=refuse").withProperty(ScriptedWorker.STEP_MILLIS, "10");
        try (StudyFolder folder = open(100_000, 4, 512)) {
            assertThrows(RequestException.class, () -> Studies.runner(folder, worker, 2)
                    .run(new RecordingListener()));
            assertEquals(TrialState.WAITING, state(folder, "r4-lr0.001-s0"));
            assertEquals(TrialState.WAITING, state(folder, "r512-lr0.001-s0"));
            if (Studies.starts(folder, "r4-lr0.001-s0") > 0) {
                assertTrue(Files.exists(folder.trialDirectory("r4-lr0.001-s0").resolve("checkpoint/step")));
            }
        }
    }

    /** Steps that a cell's checkpoint holds. */
    private static int stored(StudyFolder folder, String id) throws IOException {
        return Integer.parseInt(Files.readString(folder.trialDirectory(id).resolve("checkpoint/step")));
    }

    @Test
    void cancelledCellsBothGoOnFromTheirCheckpoints() throws IOException {
        try (StudyFolder folder = open(2000, 1, 2)) {
            StudyRunner runner = Studies.runner(
                    folder, Studies.worker("1=meet,2=meet").withProperty(ScriptedWorker.STEP_MILLIS, "5"), 2);
            Set<String> seen = new TreeSet<>();
            assertFalse(runner.run(new RecordingListener() {
                @Override
                public void metric(String trialId, MetricLine line) {
                    seen.add(trialId);
                    if (seen.size() == 2 && line.step() > 4) {
                        runner.cancel();
                    }
                }
            }));
            for (String id : List.of("r1-lr0.001-s0", "r2-lr0.001-s0")) {
                assertEquals(TrialState.WAITING, state(folder, id));
            }
            int first = stored(folder, "r1-lr0.001-s0");
            int second = stored(folder, "r2-lr0.001-s0");
            RecordingListener again = new RecordingListener();
            assertTrue(Studies.runner(folder, Studies.worker(""), 1).run(again));
            assertTrue(again.heard.contains("r1-lr0.001-s0 started " + first + "/2000 100"));
            assertTrue(again.heard.contains("r2-lr0.001-s0 started " + second + "/2000 200"));
            assertEquals(3000, folder.journal("r1-lr0.001-s0").lines().size());
            assertEquals(3000, folder.journal("r2-lr0.001-s0").lines().size());
        }
    }

    @Test
    void studyOfAKilledRunnerGoesOnWithBothItsCells() throws Exception {
        Path folder = temporary.resolve("study");
        Process runner =
                RunnerProcess.start(folder, 60, 20, List.of(1, 2, 4), List.of("-D" + RunnerProcess.SLOTS + "=2"));
        for (String cell : List.of("r1-lr0.001-s0", "r2-lr0.001-s0")) {
            Path journal = folder.resolve("trials").resolve(cell).resolve("metrics.jsonl");
            for (int i = 0;
                    i < 6000
                            && (!Files.exists(journal)
                                    || Files.readAllLines(journal).size() < 12);
                    i++) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        runner.destroyForcibly().waitFor();
        try (StudyFolder looked = StudyFolder.open(folder)) {
            assertEquals(TrialState.RUNNING, state(looked, "r1-lr0.001-s0"));
            assertEquals(TrialState.RUNNING, state(looked, "r2-lr0.001-s0"));
        }
        try (StudyFolder resumed = open(60, 1, 2, 4)) {
            assertTrue(Studies.runner(resumed, Studies.worker(""), 2).run(new RecordingListener()));
            for (String id : List.of("r1-lr0.001-s0", "r2-lr0.001-s0")) {
                assertEquals(2, Studies.starts(resumed, id), id);
                assertEquals(90, resumed.journal(id).lines().size(), id);
            }
            assertEquals(1, Studies.starts(resumed, "r4-lr0.001-s0"));
        }
    }

    @Test
    void searchComesToTheSameCells() throws IOException {
        WorkerCommand worker = Studies.worker("").withProperty(ScriptedWorker.BEST_RATE, "0.003");
        StudySpec tuned = Studies.tuned(Studies.spec(List.of(1, 4), STEPS))
                .with()
                .seeds(List.of(0L, 1L, 2L))
                .build();
        List<String> alone = results("one", tuned, worker, 1);
        assertEquals(alone, results("two", tuned, worker, 2));
        assertEquals(alone, results("three", tuned, worker, 3));
    }

    @Test
    void cellIsPrunedByTheSameResults() throws IOException {
        WorkerCommand worker = Studies.worker("")
                .withProperty(ScriptedWorker.BEST_RATE, "0.003")
                .withProperty(ScriptedWorker.STEP_MILLIS, "2");
        StudySpec spec = Studies.spec(List.of(2, 4), 400)
                .with()
                .learningRates(List.of(0.003, 0.00001))
                .pruning(true)
                .build();
        try (StudyFolder folder = open("study", spec)) {
            assertTrue(Studies.runner(folder, worker, 3).run(new RecordingListener()));
            assertEquals(
                    List.of(TrialState.COMPLETE, TrialState.COMPLETE, TrialState.PRUNED, TrialState.PRUNED),
                    folder.trials().stream().map(Trial::state).toList());
        }
    }
}
