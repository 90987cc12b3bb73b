package org.rankscope.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
    private enum Kind {
        PLAIN,
        FANCY
    }

    private record Inner(Integer wholeNumber, Long seed, Kind kind, Double share) {}

    private record Outer(Inner inner) {}

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"whole_number":12345678901} | 'inner.whole_number' is too large, expected a whole number up to 2147483647.
            {"seed":9223372036854775808} | 'inner.seed' is too large, expected a whole number up to 9223372036854775807.
            {"kind": 1} | 'inner.kind' has the value '1', expected one of PLAIN, FANCY.
            """)
    void wrongValuesAreNamedByTheirField(String inner, String expected) {
        RequestException refused = assertThrows(
                RequestException.class, () -> StrictJson.parse("{\"inner\": " + inner + "}", Outer.class, "a.json"));
        String message = refused.getMessage();
        assertTrue(message.startsWith("a.json: ") && message.endsWith("field " + expected), message);
    }

    @Test
    void brokenJsonIsToldOnOneLineWithoutTheParsersOwnAdvice() throws IOException {
        Path unclosed = Files.writeString(folder.resolve("unclosed.json"), "{\"a\": [1,\n2\n");
        assertEquals(
                unclosed + ": broken JSON at line 3, column 1: "
                        + "Unexpected end-of-input: expected close marker for Array.",
                refusal(unclosed));
        Path notANumber = Files.writeString(folder.resolve("nan.json"), "{\"a\": NaN}");
        assertEquals(notANumber + ": broken JSON at line 1, column 10: Non-standard token 'NaN'.", refusal(notANumber));
    }

    private static String refusal(Path file) {
        return assertThrows(RequestException.class, () -> StrictJson.readTree(file))
                .getMessage();
    }
}
