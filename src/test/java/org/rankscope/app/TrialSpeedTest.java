package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialSpeedTest {
    @TempDir
    private Path folder;

    @Test
    void itLearnsAndRemembers() {
        Path file = folder.resolve("speed.json");
        TrialSpeed speed = new TrialSpeed(file, 2);
        long guess = speed.millis(1e12);
        for (int i = 0; i < 20; i++) {
            speed.learn(1e12, 10_000);
        }
        assertTrue(guess > 10_000);
        assertEquals(10_000, speed.millis(1e12), 10);
        assertEquals(speed.millis(1e12), new TrialSpeed(file, 2).millis(1e12));
    }
}
