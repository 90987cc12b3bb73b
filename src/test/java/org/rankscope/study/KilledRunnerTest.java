package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;

/** Runners in processes of their own, killed while they work. */
class KilledRunnerTest {
    private static final int STEPS = 60;
    private static final int STEP_MILLIS = 20;
    private static final List<Integer> RANKS = List.of(1, 2, 4);

    @TempDir
    Path temporary;

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < 6000; i++) {
            if (condition.call()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        throw new AssertionError("Waited a minute for " + what);
    }

    private static boolean hasMetrics(Path folder, String trial) throws IOException {
        Path journal = folder.resolve("trials").resolve(trial).resolve("metrics.jsonl");
        return Files.exists(journal) && Files.readAllLines(journal).size() > 12;
    }

    @Test
    void studyOfAKilledRunnerIsFinishedWithoutRepeatingCells() throws Exception {
        Path folder = temporary.resolve("study");
        Process runner = RunnerProcess.start(folder, STEPS, STEP_MILLIS, RANKS);
        await("the second cell", () -> hasMetrics(folder, "r2-lr0.001-s0"));
        runner.destroyForcibly().waitFor();

        try (StudyFolder looked = StudyFolder.open(folder)) {
            assertEquals(
                    TrialState.COMPLETE,
                    looked.trial("r1-lr0.001-s0").orElseThrow().state());
            assertEquals(
                    TrialState.RUNNING,
                    looked.trial("r2-lr0.001-s0").orElseThrow().state());
        }
        RecordingListener listener = new RecordingListener();
        try (StudyFolder resumed = StudyFolder.openForWriting(folder, Studies.spec(RANKS, STEPS), false)) {
            assertEquals(
                    TrialState.WAITING,
                    resumed.trial("r2-lr0.001-s0").orElseThrow().state());
            assertTrue(new StudyRunner(resumed, Studies.worker(""), Studies.LOWEST).run(listener));
            assertEquals(1, Studies.starts(resumed, "r1-lr0.001-s0"));
            assertEquals(2, Studies.starts(resumed, "r2-lr0.001-s0"));
            assertEquals(
                    STEPS + STEPS / 2, resumed.journal("r2-lr0.001-s0").lines().size());
            assertTrue(resumed.trials().stream().allMatch(trial -> trial.state() == TrialState.COMPLETE));
        }
        assertFalse(listener.heard.stream().anyMatch(line -> line.startsWith("r1-")), listener.heard.toString());
        assertFalse(listener.heard.contains("r2-lr0.001-s0 step 1"), "the second cell began anew");
    }

    @Test
    void workerOfAKilledRunnerStops() throws Exception {
        Path folder = temporary.resolve("study");
        Process runner = RunnerProcess.start(folder, 100_000, 1, List.of(1));
        await("the first cell", () -> hasMetrics(folder, "r1-lr0.001-s0"));
        Path starts = folder.resolve("trials/r1-lr0.001-s0/starts.txt");
        long worker = Long.parseLong(Files.readString(starts).strip());
        runner.destroyForcibly().waitFor();
        await(
                "the worker to stop",
                () -> ProcessHandle.of(worker).filter(ProcessHandle::isAlive).isEmpty());
        int lines = Files.readAllLines(folder.resolve("trials/r1-lr0.001-s0/metrics.jsonl"))
                .size();
        String stored = Files.readString(folder.resolve("trials/r1-lr0.001-s0/checkpoint/step"));
        assertEquals(lines, Integer.parseInt(stored) * 3 / 2, "the checkpoint is from the last step");
    }

    @Test
    void secondRunnerIsTurnedAwayByTheFirst() throws Exception {
        Path folder = temporary.resolve("study");
        Process runner = RunnerProcess.start(folder, 100_000, 1, List.of(1));
        try {
            await("the first cell", () -> hasMetrics(folder, "r1-lr0.001-s0"));
            RequestException e = assertThrows(
                    RequestException.class,
                    () -> StudyFolder.openForWriting(folder, Studies.spec(List.of(1), 100_000), false));
            assertEquals(
                    "The study in " + folder + " is being run by process " + runner.pid()
                            + ". Wait for it or stop it, or choose another folder.",
                    e.getMessage());
        } finally {
            runner.destroyForcibly().waitFor();
        }
        StudyFolder.openForWriting(folder, Studies.spec(List.of(1), 100_000), false)
                .close();
    }
}
