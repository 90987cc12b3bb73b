package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.function.Executable;
import org.rankscope.io.RequestException;

/** The files of the small reference model, and what every refusal is checked for. */
final class Fixtures {
    static final Path ROOT = Path.of("src/test/resources/fixtures");
    static final Path LLAMA_TINY = ROOT.resolve("models/llama-tiny");

    private Fixtures() {}

    /** Expects a RequestException that starts with {@code file} and contains all of {@code parts}. */
    static void assertRefused(Path file, Executable attempt, String... parts) {
        String message = assertThrows(RequestException.class, attempt).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
        for (String part : parts) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
    }
}
