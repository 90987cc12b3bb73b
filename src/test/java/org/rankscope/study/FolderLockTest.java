package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    private static final String FREE = "free";
    private static final String TAKEN = "taken";

    @TempDir
    Path folder;

    /** Another process, which says whether it got the lock. */
    static final class Rival {
        private Rival() {}

        public static void main(String[] args) throws IOException {
            System.out.print(FolderLock.tryAcquire(Path.of(args[0])).isPresent() ? FREE : TAKEN);
        }
    }

    private static String seenByRival(Path file) throws IOException, InterruptedException {
        Process rival = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rival.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String seen = new String(rival.getInputStream().readAllBytes());
        rival.waitFor();
        return seen;
    }

    @Test
    void lockOutlivesAnAttemptOfTheSameProcess() throws IOException, InterruptedException {
        Path file = folder.resolve("study.lock");
        try (FolderLock lock = FolderLock.tryAcquire(file).orElseThrow()) {
            assertTrue(FolderLock.tryAcquire(folder.resolve("../" + folder.getFileName() + "/study.lock"))
                    .isEmpty());
            assertEquals("process " + ProcessHandle.current().pid(), FolderLock.holder(file));
            assertEquals(TAKEN, seenByRival(file), lock + " was lost");
        }
        assertEquals(FREE, seenByRival(file));
        FolderLock.tryAcquire(file).orElseThrow().close();
    }
}
