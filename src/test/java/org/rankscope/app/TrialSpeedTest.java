package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.app.TrialSpeed.Way;
import org.rankscope.model.Precision;

class TrialSpeedTest {
    private static final Way USUAL = new Way("CPU", Precision.FP32);
    private static final Way ROUNDED = new Way("CPU", Precision.BF16);
    private static final Way GPU = new Way("NVIDIA H200", Precision.BF16);

    @TempDir
    private Path folder;

    @Test
    void itLearnsAndRemembers() {
        Path file = folder.resolve("speed.json");
        TrialSpeed speed = new TrialSpeed(file, () -> 60e9);
        long guess = millis(speed, USUAL);
        learn(speed, USUAL, 10_000);
        assertEquals(41_667, guess, 1, "1e12 operations at 0.4 of 60e9 a second");
        assertEquals(10_000, millis(speed, USUAL), 10);
        assertEquals(millis(speed, USUAL), millis(new TrialSpeed(file, () -> 60e9), USUAL));
    }

    @Test
    void everyDeviceAndPrecisionHasItsOwnSpeed() {
        Path file = folder.resolve("speed.json");
        TrialSpeed speed = new TrialSpeed(file, () -> 60e9);
        assertTrue(millis(speed, ROUNDED) > millis(speed, USUAL), "rounding takes time");
        assertEquals(OptionalLong.empty(), speed.millis(GPU, 1e12), "nobody has seen it yet");
        learn(speed, GPU, 20);
        assertEquals(OptionalLong.empty(), speed.millis(new Way("NVIDIA H200", Precision.FP32), 1e12));
        assertEquals(20, millis(new TrialSpeed(file, () -> 60e9), GPU));
        assertEquals(41_667, millis(speed, USUAL), 1);
    }

    @Test
    void aDamagedFileIsForgotten() throws IOException {
        Path file = Files.writeString(folder.resolve("speed.json"), "{\"operations_per_second\": 6e10}");
        assertEquals(41_667, millis(new TrialSpeed(file, () -> 60e9), USUAL), 1);
    }

    private static void learn(TrialSpeed speed, Way way, long millis) {
        for (int i = 0; i < 20; i++) {
            speed.learn(way, 1e12, millis);
        }
    }

    private static long millis(TrialSpeed speed, Way way) {
        return speed.millis(way, 1e12).orElseThrow();
    }
}
