package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.insight.Cost;
import org.rankscope.insight.Observation;
import org.rankscope.insight.ResultTable;
import org.rankscope.insight.ResultTableCsv;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.MetricLine;

class StudyRunnerTest {
    @TempDir
    Path temporary;

    private StudyFolder folder(int... ranks) {
        return StudyFolder.openForWriting(
                temporary.resolve("study"),
                Studies.spec(IntStream.of(ranks).boxed().toList(), 8),
                false);
    }

    private static boolean run(StudyFolder folder, WorkerCommand worker, StudyListener listener) {
        return new StudyRunner(folder, worker, Studies.LOWEST).run(listener);
    }

    private static Failure failure(StudyFolder folder, String id) {
        Trial trial = folder.trial(id).orElseThrow();
        assertEquals(TrialState.FAILED, trial.state());
        return trial.failure();
    }

    @Test
    void studyRunsToItsEndAndTellsItsListenerInOrder() throws IOException {
        RecordingListener listener = new RecordingListener();
        try (StudyFolder folder = folder(1, 4)) {
            assertTrue(run(folder, Studies.worker(""), listener));
            assertEquals(
                    TrialState.COMPLETE,
                    folder.trial("r4-lr0.001-s0").orElseThrow().state());
        }
        assertEquals("opened 2", listener.heard.get(0));
        assertEquals(
                List.of(
                        "verdict none",
                        "r1-lr0.001-s0 RUNNING",
                        "r1-lr0.001-s0 started 0/8 100",
                        "r1-lr0.001-s0 step 1",
                        "r1-lr0.001-s0 step 2",
                        "r1-lr0.001-s0 eval 2"),
                listener.heard.subList(1, 7));
        assertTrue(listener.heard.indexOf("r1-lr0.001-s0 COMPLETE") < listener.heard.indexOf("r4-lr0.001-s0 RUNNING"));
        assertEquals(
                List.of("r4-lr0.001-s0 COMPLETE", "verdict 4", "closed false"),
                listener.heard.subList(listener.heard.size() - 3, listener.heard.size()));
    }

    @Test
    void resultsAndVerdictAreWrittenAfterEachCell() throws IOException {
        try (StudyFolder folder = folder(1, 4)) {
            run(folder, Studies.worker(""), new RecordingListener());
        }
        List<String> csv = Files.readAllLines(temporary.resolve("study/results.csv"));
        assertEquals(3, csv.size());
        assertTrue(csv.get(0)
                .startsWith("trial,method,rank,alpha,learning_rate,seed,state,eval_loss,train_loss,"
                        + "best_step,trainable_parameters,adapter_bytes,peak_memory_bytes,elapsed_ms"));
        assertTrue(csv.get(2).startsWith("r4-lr0.001-s0,lora,4,8.0,0.001,0,COMPLETE,1.36"), csv.get(2));
        JsonNode verdict = StrictJson.readTree(temporary.resolve("study/verdict.json"));
        assertEquals("choose", verdict.path("kind").asText());
        assertEquals(4, verdict.path("rank").asInt());
    }

    @Test
    void theTableGivesTheVerdictOfItsFolder() throws IOException {
        try (StudyFolder folder = folder(1, 2, 4, 8)) {
            run(folder, Studies.worker("2=nan"), new RecordingListener());
            List<Observation> observations = StudyResults.observations(folder);
            ResultTable table = ResultTableCsv.read(temporary.resolve("study/results.csv"));
            assertEquals(observations, table.observations());
            Observation last = observations.get(2);
            assertEquals("lora", last.method());
            assertEquals(new Cost(800L, 3200L, 1L << 20, 8L), last.cost());
            assertEquals(
                    VerdictEngine.judge(observations, VerdictOptions.DEFAULT),
                    VerdictEngine.judge(table.observations(), VerdictOptions.DEFAULT));
        }
        List<String> csv = Files.readAllLines(temporary.resolve("study/results.csv"));
        assertTrue(csv.get(0)
                .endsWith("setting,start_loss,badge,overfit_from_step,gap,final_gap,converged,train_tokens,"
                        + "eval_losses"));
        assertTrue(csv.get(2).endsWith(",,diverged,,,,,,"), csv.get(2));
        assertTrue(csv.get(4).endsWith(",underfit,,0.0,0.0,false,256,1.0 2.0"), csv.get(4));
    }

    @Test
    void observationsCarryTheItemsOfTheBestEvaluation() throws IOException {
        try (StudyFolder folder = folder(4)) {
            run(folder, Studies.worker(""), new RecordingListener());
            List<Observation> observations = StudyResults.observations(folder);
            assertEquals(List.of(1.0, 2.0), observations.get(0).items());
            assertEquals(ScriptedWorker.loss(4, 8), observations.get(0).value());
        }
    }

    @Test
    void failedCellsAreMarkedWithTheirReasonAndTheStudyGoesOn() throws IOException {
        try (StudyFolder folder = folder(1, 2, 3, 4, 5, 6, 8)) {
            assertTrue(run(
                    folder,
                    Studies.worker("1=abort,2=heap,3=nan,4=bug,5=torn,6=allocation")
                            .withHeap("32m"),
                    new RecordingListener()));
            assertEquals(
                    Failure.Reason.CRASHED, failure(folder, "r1-lr0.001-s0").reason());
            assertTrue(failure(folder, "r1-lr0.001-s0").message().contains("SIGABRT"));
            assertEquals(
                    Failure.Reason.OUT_OF_MEMORY,
                    failure(folder, "r2-lr0.001-s0").reason());
            assertEquals(
                    Failure.Reason.DIVERGED, failure(folder, "r3-lr0.001-s0").reason());
            assertTrue(failure(folder, "r3-lr0.001-s0").message().startsWith("The loss became NaN at step 3"));
            assertEquals(
                    Failure.Reason.CRASHED, failure(folder, "r4-lr0.001-s0").reason());
            assertTrue(failure(folder, "r4-lr0.001-s0").message().contains("Shapes differ"));
            assertEquals(
                    Failure.Reason.CRASHED, failure(folder, "r5-lr0.001-s0").reason());
            assertTrue(failure(folder, "r5-lr0.001-s0").message().contains("signal 9 (SIGKILL)"));
            assertEquals(
                    Failure.Reason.OUT_OF_MEMORY,
                    failure(folder, "r6-lr0.001-s0").reason());
            assertEquals(
                    TrialState.COMPLETE,
                    folder.trial("r8-lr0.001-s0").orElseThrow().state());
            assertTrue(Files.readString(folder.trialDirectory("r4-lr0.001-s0").resolve("worker.log"))
                    .contains("IllegalStateException"));
        }
    }

    @Test
    void workerKilledFromOutsideFailsItsCellAlone() throws IOException {
        try (StudyFolder folder = folder(1, 2)) {
            StudyListener killer = new RecordingListener() {
                @Override
                public void trialStarted(String id, int doneSteps, int totalSteps, long trainableParameters) {
                    if (id.startsWith("r1-")) {
                        kill(folder, id);
                    }
                }
            };
            assertTrue(run(folder, Studies.worker("1=hang"), killer));
            assertTrue(failure(folder, "r1-lr0.001-s0").message().contains("SIGKILL"));
            assertEquals(
                    TrialState.COMPLETE,
                    folder.trial("r2-lr0.001-s0").orElseThrow().state());
        }
    }

    private static void kill(StudyFolder folder, String id) {
        try {
            long pid = Long.parseLong(Files.readString(folder.trialDirectory(id).resolve("starts.txt"))
                    .strip());
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cancelledCellWaitsAndGoesOnFromItsCheckpoint() throws IOException {
        RecordingListener listener = new RecordingListener();
        try (StudyFolder folder =
                StudyFolder.openForWriting(temporary.resolve("study"), Studies.spec(List.of(1, 2), 4000), false)) {
            StudyRunner runner = new StudyRunner(
                    folder, Studies.worker("").withProperty(ScriptedWorker.STEP_MILLIS, "5"), Studies.LOWEST);
            assertFalse(runner.run(new RecordingListener() {
                @Override
                public void metric(String trialId, MetricLine line) {
                    runner.cancel();
                }
            }));
            assertEquals(
                    TrialState.WAITING,
                    folder.trial("r1-lr0.001-s0").orElseThrow().state());
            assertNull(folder.trial("r1-lr0.001-s0").orElseThrow().failure());
            assertEquals(0, Studies.starts(folder, "r2-lr0.001-s0"));
            int stored = Integer.parseInt(
                    Files.readString(folder.trialDirectory("r1-lr0.001-s0").resolve("checkpoint/step")));
            assertTrue(run(folder, Studies.worker(""), listener));
            assertTrue(listener.heard.contains("r1-lr0.001-s0 started " + stored + "/4000 100"));
            assertEquals(4000 + 2000, folder.journal("r1-lr0.001-s0").lines().size());
        }
    }

    @Test
    void workerThatDoesNotListenIsEndedWhenItsGraceIsOver() throws IOException {
        try (StudyFolder folder = folder(1)) {
            WorkerCommand worker = Studies.worker("1=hang");
            StudyRunner runner =
                    new StudyRunner(folder, worker, Studies.LOWEST, Duration.ofMillis(200), () -> List.of(worker));
            assertFalse(runner.run(new RecordingListener() {
                @Override
                public void trialStarted(String id, int doneSteps, int totalSteps, long trainableParameters) {
                    runner.cancel();
                }
            }));
            assertEquals(
                    TrialState.WAITING,
                    folder.trial("r1-lr0.001-s0").orElseThrow().state());
        }
    }

    @Test
    void studyCancelledBeforeItBeginsRunsNothing() throws IOException {
        try (StudyFolder folder = folder(1)) {
            StudyRunner runner = new StudyRunner(folder, Studies.worker(""), Studies.LOWEST);
            runner.cancel();
            assertFalse(runner.run(new RecordingListener()));
            assertEquals(0, Studies.starts(folder, "r1-lr0.001-s0"));
        }
    }

    @Test
    void refusedSpecificationStopsTheStudyWithItsSentence() throws IOException {
        try (StudyFolder folder = folder(512, 2)) {
            RequestException e = assertThrows(
                    RequestException.class, () -> run(folder, Studies.worker("512=refuse"), new RecordingListener()));
            assertEquals("rank 512 is above min(in, out) = 64 of q_proj.", e.getMessage());
            assertEquals(
                    TrialState.WAITING,
                    folder.trial("r512-lr0.001-s0").orElseThrow().state());
            assertEquals(0, Studies.starts(folder, "r2-lr0.001-s0"));
        }
    }

    @Test
    void fullDiskInAWorkerStopsTheStudyAndKeepsItsCells() throws IOException {
        try (StudyFolder folder = folder(1, 2)) {
            StudyException e = assertThrows(
                    StudyException.class, () -> run(folder, Studies.worker("2=full"), new RecordingListener()));
            assertTrue(e.getMessage().contains("r2-lr0.001-s0: No space left on device"), e.getMessage());
            assertEquals(
                    TrialState.COMPLETE,
                    folder.trial("r1-lr0.001-s0").orElseThrow().state());
            assertEquals(
                    TrialState.WAITING,
                    folder.trial("r2-lr0.001-s0").orElseThrow().state());
        }
    }

    @Test
    void folderThatCannotBeWrittenStopsTheStudyWithOneSentence() throws IOException {
        try (StudyFolder folder = folder(1)) {
            Files.createDirectories(temporary.resolve("study/results.csv/in the way"));
            StudyException e =
                    assertThrows(StudyException.class, () -> run(folder, Studies.worker(""), new RecordingListener()));
            assertTrue(
                    e.getMessage().startsWith("The study in " + temporary.resolve("study") + " stopped: "),
                    e.getMessage());
        }
    }

    @Test
    void whatAWorkerPrintsDoesNotDisturbItsEvents() throws IOException {
        try (StudyFolder folder = folder(2)) {
            run(folder, Studies.worker("2=chatter"), new RecordingListener());
            assertEquals(
                    TrialState.COMPLETE,
                    folder.trial("r2-lr0.001-s0").orElseThrow().state());
            assertEquals(
                    "not JSON, and meant for standard output",
                    Files.readString(folder.trialDirectory("r2-lr0.001-s0").resolve("worker.log"))
                            .strip());
        }
    }

    @Test
    void workerThatCannotStartIsSaidInOneSentence() throws IOException {
        try (StudyFolder folder = folder(1)) {
            StudyException e = assertThrows(
                    StudyException.class, () -> run(folder, WorkerCommand.of(Studies.class), new RecordingListener()));
            assertTrue(e.getMessage().startsWith("A worker process could not be started: "), e.getMessage());
            assertEquals(
                    TrialState.WAITING,
                    folder.trial("r1-lr0.001-s0").orElseThrow().state());
        }
    }

    @Test
    void workersLeaveNoTemporaryFiles() throws IOException {
        try (StudyFolder folder = folder(1, 2)) {
            run(folder, Studies.worker("1=torn"), new RecordingListener());
        }
        String mine = "rankscope-worker-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertEquals(
                    Optional.empty(),
                    files.filter(file -> file.getFileName().toString().startsWith(mine))
                            .findFirst());
        }
    }
}
