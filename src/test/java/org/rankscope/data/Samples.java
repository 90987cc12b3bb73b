package org.rankscope.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;
import org.rankscope.io.RequestException;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.hf.HuggingFaceTokenizer;

/** Inputs that the tests of this package share. */
final class Samples {
    static final Path TOKENIZER = Path.of("src/test/resources/fixtures/models/llama-tiny/tokenizer.json");
    static final int VOCAB_SIZE = 512;
    static final int BOS = 0;
    static final int PAD = 2;

    private Samples() {}

    static Tokenizer tokenizer() {
        return HuggingFaceTokenizer.open(TOKENIZER);
    }

    static BatchSettings settings(int batchSize, int sequenceLength) {
        return new BatchSettings(batchSize, sequenceLength, 1, VOCAB_SIZE, PAD, 5, 7);
    }

    /** Lines of prose, every one different. */
    static String prose(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(i ->
                        "Line " + i + " is a sentence, and it's about number " + i * i + (i % 5 == 0 ? ".\n\n  " : "."))
                .collect(Collectors.joining("\n"));
    }

    static void assertRefused(Executable attempt, Object start, String... parts) {
        String message = assertThrows(RequestException.class, attempt).getMessage();
        assertTrue(message.startsWith(start.toString()), message);
        for (String part : parts) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
    }
}
