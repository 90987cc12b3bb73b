package org.rankscope.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * Keeps ONNX Runtime from reporting to its maker, which its official builds do unless told otherwise (Privacy.md in its
 * jar): this program asks no network for anything. Reporting also takes the process's command line apart with a regular
 * expression, which overflows the stack where a class path is long, and ends the process.
 */
final class Telemetry {
    /** Read when the runtime begins, on all systems but Windows; set, nothing is collected, stored or sent. */
    static final String OFF = "ORT_DISABLE_TELEMETRY";

    /** The part of the C library that changes the environment, which Java itself can't. */
    interface CLibrary extends Library {
        int setenv(String name, String value, int overwrite);

        String getenv(String name);
    }

    private Telemetry() {}

    /** To be called before the runtime's libraries are loaded. */
    static void switchOff() {
        if (!Platform.isWindows()) {
            Native.load("c", CLibrary.class).setenv(OFF, "1", 1);
        }
    }

    /** What is left to do on Windows: events for the system's own tracing, which has no variable. */
    static void switchOff(OrtEnvironment environment) {
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new RuntimeFailure("ONNX Runtime's telemetry can't be switched off", e);
        }
    }
}
