package org.rankscope.model.imported;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/** Runs imported models and the files that they were read from. */
final class Imports {
    static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    static final Path ONNX = FIXTURES.resolve("onnx");

    private Imports() {}

    /** The logits of the imported model. */
    static float[] logits(ImportedModel model, int batch, int length, Map<String, Tensor> feeds) {
        SessionConfig config = SessionConfig.on(Device.CPU);
        try (Session session = Session.open(model.forward(batch, length), model::weight, config);
                Session.Results results = session.run(feeds)) {
            return results.tensor("logits").floats();
        }
    }

    /** The logits of the file itself. */
    static float[] logitsOfFile(Path file, Map<String, Tensor> feeds) throws IOException {
        SessionConfig config = SessionConfig.on(Device.CPU);
        try (Session session = Session.open(Files.readAllBytes(file), List.of(), name -> null, config);
                Session.Results results = session.run(feeds, Set.of("logits"))) {
            return results.tensor("logits").floats();
        }
    }

    /** Tokens below {@code vocabulary}, a mask that hides the last token of odd rows, images between -1 and 1. */
    static Map<String, Tensor> feeds(List<Value> inputs, int vocabulary, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        for (Value input : inputs) {
            Tensor tensor = Tensor.zeros(input.dtype(), input.shape());
            int count = (int) input.shape().elements();
            for (int i = 0; i < count; i++) {
                if (input.dtype() == DType.FLOAT) {
                    tensor.data().putFloat(i * Float.BYTES, (float) random.nextDouble(-1, 1));
                } else {
                    long row = i / input.shape().dim(-1);
                    boolean last = i % input.shape().dim(-1) == input.shape().dim(-1) - 1;
                    long number =
                            switch (input.name()) {
                                case "attention_mask" -> last && row % 2 == 1 ? 0 : 1;
                                case "token_type_ids" -> random.nextInt(2);
                                default -> random.nextInt(vocabulary);
                            };
                    tensor.data().putLong(i * Long.BYTES, number);
                }
            }
            feeds.put(input.name(), tensor);
        }
        return feeds;
    }

    static void assertClose(float[] expected, float[] found, double tolerance) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], tolerance, "logit " + i);
        }
        assertTrue(expected.length > 0);
    }

    /** Expects the file to be refused in one sentence that names it and contains all of {@code parts}. */
    static void assertRefused(Path file, String... parts) {
        String message = assertThrows(RequestException.class, () -> ImportedModel.open(file))
                .getMessage();
        assertOneSentence(file, message);
        for (String part : parts) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
    }

    static void assertOneSentence(Path file, String message) {
        assertTrue(message.contains(file.getFileName().toString()), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(message.endsWith("."), message);
    }
}
