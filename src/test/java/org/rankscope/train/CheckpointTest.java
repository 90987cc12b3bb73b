package org.rankscope.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

class CheckpointTest {
    private static final Shape SHAPE = Shape.of(2);
    private static final Map<String, Shape> STATES = Map.of("theta", SHAPE, "m", SHAPE, "v", SHAPE, "rule/kept", SHAPE);

    @TempDir
    Path folder;

    private static Checkpoint at(int step) {
        Tensor theta = Tensor.ofFloats(SHAPE, step, -step);
        Map<String, Tensor> states = new LinkedHashMap<>();
        STATES.keySet().forEach(name -> states.put(name, theta));
        Map<String, Tensor> kept = Map.of("theta", theta, "rule/kept", Tensor.ofFloats(SHAPE, 1, 0));
        return new Checkpoint(step, 10L * step, 1L << 20, states, Optional.of(new BestSoFar.Best(step, 1.5, kept)));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Checkpoint newest() {
        return Checkpoint.newest(folder, STATES).orElseThrow();
    }

    @Test
    void theLastTwoAreKept() throws IOException {
        for (int step = 1; step <= 3; step++) {
            at(step).write(folder);
        }
        assertEquals(List.of("step-00000002.safetensors", "step-00000003.safetensors"), files());
        assertEquals(3, newest().step());
        assertArrayEquals(new float[] {3, -3}, newest().states().get("theta").floats());
    }

    @Test
    void theOneBeforeStandsInForABrokenOne() throws IOException {
        at(1).write(folder);
        at(2).write(folder);
        Files.write(folder.resolve("step-00000002.safetensors"), new byte[] {1, 2, 3});
        assertEquals(1, newest().step());
    }

    @Test
    void aChangedNumberIsSeen() throws IOException {
        at(1).write(folder);
        at(2).write(folder);
        Path file = folder.resolve("step-00000002.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 2] ^= 1;
        Files.write(file, bytes);
        assertEquals(1, newest().step());
    }

    @Test
    void brokenOnesOfLaterStepsDoNotCrowdOutNewOnes() throws IOException {
        Files.write(folder.resolve("step-00000008.safetensors"), new byte[] {1, 2, 3});
        Files.write(folder.resolve("step-00000009.safetensors"), new byte[] {1, 2, 3});
        at(1).write(folder);
        at(2).write(folder);
        assertEquals(List.of("step-00000001.safetensors", "step-00000002.safetensors"), files());
        assertEquals(2, newest().step());
    }
}
