package org.rankscope.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

class SafetensorsWriterTest {
    private static final Path LLAMA_TINY = Path.of("src/test/resources/fixtures/models/llama-tiny/model.safetensors");

    @TempDir
    private Path folder;

    @Test
    void writesTheSameBytesAsTheReferenceLibrary() throws IOException {
        SafetensorsFile reference = SafetensorsFile.open(LLAMA_TINY);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        reference.names().forEach(name -> tensors.put(name, reference.tensor(name)));
        Path written = folder.resolve("new/model.safetensors");
        SafetensorsWriter.write(written, tensors, reference.metadata());
        assertEquals(-1, Files.mismatch(LLAMA_TINY, written));
    }

    @Test
    void everyTypeComesBackAligned() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            Tensor tensor = Tensor.zeros(dtype, Shape.of(3));
            for (int i = 0; i < tensor.data().limit(); i++) {
                tensor.data().put(i, (byte) (i + 1));
            }
            tensors.put("odd \"" + dtype + "\" ü", tensor);
        }
        Path written = folder.resolve("types.safetensors");
        SafetensorsWriter.write(written, tensors, Map.of());
        SafetensorsFile read = SafetensorsFile.open(written);
        assertEquals(tensors.keySet(), Set.copyOf(read.names()));
        tensors.forEach((name, tensor) -> {
            assertEquals(tensor.dtype(), read.dtype(name));
            assertEquals(tensor.data(), read.tensor(name).data());
        });
    }

    @Test
    void nothingIsLeftBesideWhereWritingFails() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken.safetensors/inner"))
                .getParent();
        assertThrows(IOException.class, () -> SafetensorsWriter.write(taken, Map.of("x", Tensor.scalar(1)), Map.of()));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(taken), left.toList());
        }
    }

    @Test
    void theNameOfTheMetadataIsNoTensorName() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SafetensorsWriter.write(
                        folder.resolve("a.safetensors"), Map.of("__metadata__", Tensor.scalar(2)), Map.of()));
    }
}
