package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.train.MetricsJournal;

/** Housekeeping in the folder of one cell, while no worker is in it. */
final class TrialFolders {
    private TrialFolders() {}

    /** Removes what a killed worker left half-written. */
    static void tidy(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(f -> f.getFileName().toString().contains(".part-"))
                        .toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Removes checkpoint, adapter and journal, so that the cell begins anew. */
    static void forget(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(MetricsJournal.FILE));
        delete(folder.resolve("checkpoint"));
        delete(folder.resolve("adapter"));
    }

    /** Deletes a folder with all that it holds; a missing one is fine. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : found) {
            Files.deleteIfExists(file);
        }
    }
}
