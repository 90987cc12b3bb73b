package org.rankscope.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.rankscope.study.StudySpec;

/** Where new studies go: one folder each, named by time and data. */
final class StudyHome {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT);
    private static final int LONGEST_NAME = 40;

    private final Path home;
    private final Clock clock;

    StudyHome(Path home, Clock clock) {
        this.home = home;
        this.clock = clock;
    }

    /** A folder that does not exist yet: {@code 2026-03-01-1430-support}. */
    Path newFolder(StudySpec spec) {
        String name = TIME.format(LocalDateTime.now(clock)) + "-"
                + shortName(String.valueOf(spec.trial().data().train()));
        Path folder = home.resolve(name);
        for (int i = 2; Files.exists(folder); i++) {
            folder = home.resolve(name + "-" + i);
        }
        return folder;
    }

    private static String shortName(String data) {
        String last = data.substring(
                Math.max(data.lastIndexOf('/'), Math.max(data.lastIndexOf('\\'), data.lastIndexOf(':'))) + 1);
        String plain =
                last.replaceFirst("\\.[A-Za-z]+$", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
    }
}
