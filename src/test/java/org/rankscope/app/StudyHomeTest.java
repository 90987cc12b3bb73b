package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.study.SyntheticStudy;

class StudyHomeTest {
    private static final StudySpec SPEC = SyntheticStudy.spec(List.of(1), List.of(1e-3), List.of(0L), 10);

    @TempDir
    private Path home;

    @Test
    void aNewStudyNeverTakesAFolderThatIsThere() throws IOException {
        StudyHome studies = new StudyHome(home, Clock.fixed(Instant.parse("2026-03-01T14:30:00Z"), ZoneOffset.UTC));
        Path first = studies.newFolder(SPEC);
        assertEquals(home.resolve("2026-03-01-1430-support-messages"), first);
        Files.createDirectory(first);
        assertEquals(home.resolve("2026-03-01-1430-support-messages-2"), studies.newFolder(SPEC));
    }
}
