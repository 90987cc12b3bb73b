package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialSpeedTest {
    @TempDir
    private Path folder;

    @Test
    void itLearnsAndRemembers() {
        Path file = folder.resolve("speed.json");
        TrialSpeed speed = new TrialSpeed(file, () -> 60e9);
        long guess = speed.millis(1e12);
        for (int i = 0; i < 20; i++) {
            speed.learn(1e12, 10_000);
        }
        assertEquals(41_667, guess, 1, "1e12 operations at 0.4 of 60e9 a second");
        assertEquals(10_000, speed.millis(1e12), 10);
        assertEquals(speed.millis(1e12), new TrialSpeed(file, () -> 60e9).millis(1e12));
    }
}
