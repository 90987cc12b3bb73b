package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpecBuilder;

class StudyFolderTest {
    private static final TrialResult RESULT = new TrialResult(1.5, 1.5, 1.4, 8, 100, 400, 1 << 20, 12);

    @TempDir
    Path temporary;

    private StudyFolder write(StudySpec spec) {
        return StudyFolder.openForWriting(temporary.resolve("study"), spec, false);
    }

    private void finish(StudySpec spec, String id) throws IOException {
        try (StudyFolder folder = write(spec)) {
            folder.save(folder.trial(id).orElseThrow().with(TrialState.COMPLETE, null, RESULT));
        }
    }

    private void fail(StudySpec spec, Failure.Reason reason) throws IOException {
        try (StudyFolder folder = write(spec)) {
            Trial first = folder.trials().get(0);
            folder.save(first.with(TrialState.FAILED, new Failure(reason, "It failed."), null));
        }
    }

    private void begin(StudySpec spec) throws IOException {
        write(spec).close();
        Files.writeString(temporary.resolve("study/trials/r1-lr0.001-s0/metrics.jsonl"), "{\"step\":1,\"loss\":2.0}\n");
    }

    private String refusal(StudySpec spec) {
        return assertThrows(RequestException.class, () -> write(spec)).getMessage();
    }

    @Test
    void cellsAreLearningRatesTimesSeedsTimesRanksWithRankFastest() throws IOException {
        StudySpec base = Studies.spec(List.of(1, 2), 8);
        StudySpec spec = StudySpecBuilder.builder()
                .trial(TrialSpecBuilder.builder()
                        .model(base.trial().model())
                        .task(base.trial().task())
                        .data(base.trial().data())
                        .adapter(base.trial().adapter())
                        .optimizer(base.trial().optimizer())
                        .schedule(base.trial().schedule())
                        .batchSize(2)
                        .sequenceLength(16)
                        .steps(8)
                        .evalEvery(2)
                        .seed(0L)
                        .device("cpu")
                        .precision(null)
                        .build())
                .ranks(List.of(1, 2))
                .learningRates(List.of(3e-4, 1e-3))
                .seeds(List.of(0L, 7L))
                .build();
        try (StudyFolder folder = write(spec)) {
            assertEquals(
                    List.of(
                            "r1-lr0.0003-s0",
                            "r2-lr0.0003-s0",
                            "r1-lr0.0003-s7",
                            "r2-lr0.0003-s7",
                            "r1-lr0.001-s0",
                            "r2-lr0.001-s0",
                            "r1-lr0.001-s7",
                            "r2-lr0.001-s7"),
                    folder.trials().stream().map(Trial::id).toList());
            assertEquals(
                    4.0, folder.trials().get(1).spec().adapter().loraAlpha(), "alpha is twice the rank by default");
        }
    }

    @Test
    void studyFileStatesFormatVersionsMachineAndSpecification() throws IOException {
        write(Studies.spec(List.of(1), 8)).close();
        JsonNode study = StrictJson.readTree(temporary.resolve("study/study.json"));
        assertEquals(1, study.path("formatVersion").asInt());
        assertTrue(study.path("versions").path("java").asText().contains(System.getProperty("java.runtime.version")));
        assertTrue(study.path("versions").path("onnxruntime").asText().matches("\\d+\\.\\d+\\.\\d+"), study.toString());
        assertTrue(study.path("machine").path("processors").asInt() > 0);
        assertEquals(0, study.path("spec").path("seeds").path(0).asInt());
        assertEquals("bundled:tiny", study.path("spec").path("model").asText());
    }

    @Test
    void sameSpecificationFindsFinishedCellsFinished() throws IOException {
        StudySpec spec = Studies.spec(List.of(1, 2), 8);
        finish(spec, "r1-lr0.001-s0");
        try (StudyFolder folder = write(spec)) {
            assertEquals(RESULT, folder.trials().get(0).result());
            assertEquals(TrialState.COMPLETE, folder.trials().get(0).state());
            assertEquals(TrialState.WAITING, folder.trials().get(1).state());
        }
    }

    @Test
    void ranksCanBeAddedAndFinishedCellsStayWhenTheyAreDropped() throws IOException {
        finish(Studies.spec(List.of(1, 2), 8), "r1-lr0.001-s0");
        try (StudyFolder folder = write(Studies.spec(List.of(2, 16), 8))) {
            assertEquals(
                    List.of("r2-lr0.001-s0", "r16-lr0.001-s0", "r1-lr0.001-s0"),
                    folder.trials().stream().map(Trial::id).toList());
            assertEquals(List.of(2, 16), folder.spec().ranks());
        }
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            assertEquals(3, folder.trials().size());
        }
    }

    @Test
    void specificationThatWouldMakeCellsIncomparableIsRefusedByField() throws IOException {
        begin(Studies.spec(List.of(1), 8));
        String sentence = refusal(Studies.spec(List.of(1, 2), 16));
        assertTrue(sentence.contains("'steps' is 8 there and 16 in the specification"), sentence);
        try (StudyFolder folder = StudyFolder.open(temporary.resolve("study"))) {
            assertEquals(List.of(1), folder.spec().ranks());
        }
    }

    @Test
    void specificationMayChangeUntilACellHasBegun() throws IOException {
        write(Studies.spec(List.of(1), 8)).close();
        try (StudyFolder folder = write(Studies.spec(List.of(1), 16))) {
            assertEquals(16, folder.trials().get(0).spec().steps());
        }
    }

    @Test
    void cellThatFailedAtAnotherSpecificationBeforeItsFirstStepWaitsAgain() throws IOException {
        fail(Studies.spec(List.of(1), 8), Failure.Reason.OUT_OF_MEMORY);
        try (StudyFolder folder = write(Studies.spec(List.of(1), 16))) {
            assertEquals(TrialState.WAITING, folder.trials().get(0).state());
            assertEquals(16, folder.trials().get(0).spec().steps());
        }
    }

    @Test
    void dataThatChangedIsRefusedAndDataThatMovedIsNot() throws IOException {
        Path data = Files.writeString(temporary.resolve("a.txt"), "to be or not to be");
        Path moved = Files.copy(data, temporary.resolve("b.txt"));
        begin(Studies.spec(List.of(1), 8, DataSpec.of(data.toString())));
        try (StudyFolder folder = write(Studies.spec(List.of(1), 8, DataSpec.of(moved.toString())))) {
            assertEquals(moved.toString(), folder.trials().get(0).spec().data().train());
        }
        Files.writeString(moved, "something else entirely");
        String sentence = refusal(Studies.spec(List.of(1), 8, DataSpec.of(moved.toString())));
        assertTrue(sentence.contains("'data.train' (" + moved + ") has changed since the study began"), sentence);
    }

    @Test
    void cellOfADeadRunnerWaitsAgain() throws IOException {
        StudySpec spec = Studies.spec(List.of(1), 8);
        try (StudyFolder folder = write(spec)) {
            folder.save(folder.trials().get(0).with(TrialState.RUNNING, null, null));
        }
        try (StudyFolder folder = write(spec)) {
            assertEquals(TrialState.WAITING, folder.trials().get(0).state());
        }
    }

    @Test
    void interruptedCellsWaitAgainAndFailuresOfTheirOwnStay() throws IOException {
        StudySpec spec = Studies.spec(List.of(1), 8);
        for (Failure.Reason reason : List.of(Failure.Reason.DIVERGED, Failure.Reason.OUT_OF_MEMORY)) {
            fail(spec, reason);
            try (StudyFolder folder = write(spec)) {
                assertEquals(TrialState.FAILED, folder.trials().get(0).state());
            }
        }
        for (Failure.Reason reason : List.of(Failure.Reason.CANCELLED, Failure.Reason.CRASHED)) {
            fail(spec, reason);
            try (StudyFolder folder = write(spec)) {
                assertEquals(TrialState.WAITING, folder.trials().get(0).state());
            }
        }
    }

    @Test
    void divergedCellThatIsTriedAgainBeginsAnew() throws IOException {
        StudySpec spec = Studies.spec(List.of(1), 8);
        fail(spec, Failure.Reason.DIVERGED);
        Path checkpoint = temporary.resolve("study/trials/r1-lr0.001-s0/checkpoint");
        Files.createDirectories(checkpoint);
        Files.writeString(checkpoint.resolve("step"), "5");
        try (StudyFolder folder = StudyFolder.openForWriting(temporary.resolve("study"), spec, true)) {
            assertEquals(TrialState.WAITING, folder.trials().get(0).state());
        }
        assertFalse(Files.exists(checkpoint));
    }

    @Test
    void folderOfANewerVersionIsRefusedAndUntouched() throws IOException {
        write(Studies.spec(List.of(1), 8)).close();
        Path file = temporary.resolve("study/study.json");
        String newer =
                Files.readString(file).replace("\"formatVersion\" : 1", "\"formatVersion\" : 7, \"novelty\" : true");
        Files.writeString(file, newer);
        String expected = file + ": written by a newer version of Rankscope (format 7); this one reads up to format 1."
                + " Update Rankscope to open it.";
        assertEquals(expected, refusal(Studies.spec(List.of(1), 8)));
        assertEquals(
                expected,
                assertThrows(RequestException.class, () -> StudyFolder.open(temporary.resolve("study")))
                        .getMessage());
        assertEquals(newer, Files.readString(file));
    }

    @Test
    void specificationThatLiesInTheFolderIsNotOverwritten() throws IOException {
        Path file = Files.createDirectories(temporary.resolve("study")).resolve("study.json");
        Files.writeString(file, "{\"model\": \"bundled:tiny\"}");
        assertTrue(refusal(Studies.spec(List.of(1), 8)).startsWith(file + ": field 'formatVersion' is missing"));
        assertEquals("{\"model\": \"bundled:tiny\"}", Files.readString(file));
    }

    @Test
    void fileInPlaceOfTheFolderIsRefused() throws IOException {
        Files.writeString(temporary.resolve("study"), "notes");
        assertTrue(refusal(Studies.spec(List.of(1), 8)).contains("a file stands where the study folder should be"));
    }

    @Test
    void folderOfATrialIsRefusedAndUntouched() throws IOException {
        TrialFolder.open(temporary.resolve("study"), Studies.spec(List.of(1), 8).trial())
                .close();
        assertTrue(refusal(Studies.spec(List.of(1), 8)).contains("this folder holds a trial of 'rankscope train'"));
        assertFalse(Files.exists(temporary.resolve("study/study.json")));
    }

    @Test
    void finishedCellsWithoutTheirStudyFileStayOnlyIfTheyWereTrainedAlike() throws IOException {
        finish(Studies.spec(List.of(1), 8), "r1-lr0.001-s0");
        Files.delete(temporary.resolve("study/study.json"));
        String sentence = refusal(Studies.spec(List.of(1), 16));
        assertTrue(sentence.contains("'steps' is 8 there and 16 in the specification"), sentence);
        assertFalse(Files.exists(temporary.resolve("study/study.json")));
        try (StudyFolder folder = write(Studies.spec(List.of(1), 8))) {
            assertEquals(TrialState.COMPLETE, folder.trials().get(0).state());
        }
    }

    @Test
    void folderInUseIsRefusedInTheSameProcessToo() throws IOException {
        StudySpec spec = Studies.spec(List.of(1), 8);
        try (StudyFolder folder = write(spec)) {
            assertTrue(refusal(spec)
                    .contains(
                            "is being run by process " + ProcessHandle.current().pid()));
        }
        write(spec).close();
    }

    @Test
    void folderWithoutAStudyIsSaidSo() {
        String sentence = assertThrows(RequestException.class, () -> StudyFolder.open(temporary))
                .getMessage();
        assertTrue(sentence.startsWith(temporary + ": no study here"), sentence);
    }
}
