package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;
import org.rankscope.train.CancelledException;
import org.rankscope.train.DivergedException;
import org.rankscope.train.TrialResult;
import org.rankscope.train.TrialSpec;

class TrialFolderTest {
    @TempDir
    Path temporary;

    private static TrialSpec spec(int steps) {
        return Studies.spec(List.of(4), steps).trial();
    }

    @Test
    void trialFileSaysHowItEnded() throws IOException {
        TrialResult result = new TrialResult(1.5, 1.5, 1.4, 8, 100, 400, 1 << 20, 12);
        try (TrialFolder folder = TrialFolder.open(temporary, spec(8))) {
            assertEquals(
                    TrialState.RUNNING,
                    TrialRecord.read(temporary.resolve("trial.json")).state());
            folder.run((spec, directory, listener, cancelled) -> result, null, () -> false);
        }
        TrialRecord stored = TrialRecord.read(temporary.resolve("trial.json"));
        assertEquals(TrialState.COMPLETE, stored.state());
        assertEquals(result, stored.result());
        assertEquals(spec(8), stored.spec());
    }

    @Test
    void failureIsStoredAndSaidInOneSentence() throws IOException {
        try (TrialFolder folder = TrialFolder.open(temporary, spec(8))) {
            StudyException e = assertThrows(
                    StudyException.class,
                    () -> folder.run(
                            (spec, directory, listener, cancelled) -> {
                                throw new DivergedException(3, Double.NaN);
                            },
                            null,
                            () -> false));
            assertTrue(e.getMessage().startsWith("The loss became NaN at step 3;"), e.getMessage());
        }
        assertEquals(
                Failure.Reason.DIVERGED,
                TrialRecord.read(temporary.resolve("trial.json")).failure().reason());
    }

    @Test
    void cancelledTrialWaits() throws IOException {
        try (TrialFolder folder = TrialFolder.open(temporary, spec(8))) {
            assertThrows(
                    CancelledException.class,
                    () -> folder.run(
                            (spec, directory, listener, cancelled) -> {
                                throw new CancelledException(3);
                            },
                            null,
                            () -> true));
        }
        assertEquals(
                TrialState.WAITING,
                TrialRecord.read(temporary.resolve("trial.json")).state());
    }

    @Test
    void requestThatCanNotBeMetLeavesNoTrialBehind() throws IOException {
        Path made = temporary.resolve("made");
        try (TrialFolder folder = TrialFolder.open(made, spec(8))) {
            assertThrows(
                    RequestException.class,
                    () -> folder.run(
                            (spec, directory, listener, cancelled) -> {
                                throw new RequestException("Rank 65 is too large.");
                            },
                            null,
                            () -> false));
        }
        assertFalse(Files.exists(made));
    }

    @Test
    void anotherTrialIsRefusedByFieldOnceThereIsACheckpoint() throws IOException {
        TrialFolder.open(temporary, spec(8)).close();
        TrialFolder.open(temporary, spec(16)).close();
        Files.createDirectories(temporary.resolve("checkpoint"));
        String sentence = assertThrows(RequestException.class, () -> TrialFolder.open(temporary, spec(8)))
                .getMessage();
        assertTrue(sentence.contains("'steps' is 16 there and 8 in the specification"), sentence);
    }

    @Test
    void secondWriterAndFolderOfAStudyAreRefused() throws IOException {
        try (TrialFolder folder = TrialFolder.open(temporary, spec(8))) {
            String sentence = assertThrows(RequestException.class, () -> TrialFolder.open(temporary, spec(8)))
                    .getMessage();
            assertTrue(sentence.contains("process " + ProcessHandle.current().pid() + " trains already"), sentence);
        }
        StudyFolder.openForWriting(temporary.resolve("study"), Studies.spec(List.of(1), 8), false)
                .close();
        assertThrows(RequestException.class, () -> TrialFolder.open(temporary.resolve("study"), spec(8)));
    }
}
