package org.rankscope.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TelemetryTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void onnxRuntimeReportsNothing() {
        OnnxLibraries.environment();
        assertEquals("1", Native.load("c", Telemetry.CLibrary.class).getenv(Telemetry.OFF));
        // what its reporting writes as it begins
        Path log = Path.of("/tmp/mat-debug-" + ProcessHandle.current().pid() + ".log");
        assertFalse(Files.exists(log));
    }
}
