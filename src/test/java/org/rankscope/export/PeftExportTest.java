package org.rankscope.export;

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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Adapters that PEFT wrote go in and come out again. */
class PeftExportTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path LLAMA = FIXTURES.resolve("models/llama-tiny");
    private static final Path LORA = FIXTURES.resolve("golden/llama-tiny/lora/adapter_init");

    @TempDir
    Path dir;

    static Stream<Path> adapters() throws IOException {
        try (Stream<Path> all = Files.walk(FIXTURES.resolve("golden"))) {
            List<Path> found = all.filter(file -> file.endsWith(AdapterFiles.WEIGHTS))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
            assertTrue(found.size() > 15, found.toString());
            return found.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void aRoundTripChangesNoBit(Path adapter) throws IOException {
        Path model = FIXTURES.resolve("models")
                .resolve(adapter.getParent().getParent().getFileName());
        Path out = dir.resolve("out");
        try (Adaptations.Opened opened = Adaptations.stored(model, adapter)) {
            Exports.write(ExportFormat.PEFT, opened.adapted(), out, Optional.empty(), Optional.empty());
        }
        // The older names of modules come out as the newer ones.
        boolean older = adapter.endsWith("adapter_init_oldnames");
        Path expected = older ? adapter.resolveSibling("adapter_init") : adapter;
        assertSame(tensors(expected), tensors(out));
        if (!older) {
            assertEquals(AdapterFiles.readConfig(expected), AdapterFiles.readConfig(out));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void sixteenBitsStaySixteen(DType dtype) throws IOException {
        Path narrow = Files.createDirectory(dir.resolve("narrow"));
        Files.copy(LORA.resolve(AdapterFiles.CONFIG), narrow.resolve(AdapterFiles.CONFIG));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors(LORA).forEach((name, tensor) -> tensors.put(name, HalfNumbers.narrowed(tensor, dtype)));
        SafetensorsWriter.write(narrow.resolve(AdapterFiles.WEIGHTS), tensors, Map.of());
        try (Adaptations.Opened opened = Adaptations.stored(LLAMA, narrow)) {
            PeftExport.write(opened.adapted(), dir.resolve("out"));
        }
        assertSame(tensors, tensors(dir.resolve("out")));
    }

    @Test
    void whatPeftHasNoFormForIsRefused() {
        AdapterConfig full =
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build();
        try (Adaptations.Opened opened = Adaptations.of(LLAMA, full)) {
            String message = assertThrows(
                            RequestException.class, () -> PeftExport.write(opened.adapted(), dir.resolve("out")))
                    .getMessage();
            assertTrue(message.contains("'full'") && message.contains("'merged'"), message);
        }
    }

    @Test
    void nothingIsReplaced() throws IOException {
        Path out = Files.createDirectory(dir.resolve("out"));
        Files.writeString(out.resolve("mine.txt"), "mine");
        try (Adaptations.Opened opened = Adaptations.stored(LLAMA, LORA)) {
            assertThrows(RequestException.class, () -> PeftExport.write(opened.adapted(), out));
            assertThrows(RequestException.class, () -> PeftExport.write(opened.adapted(), out.resolve("mine.txt")));
            assertEquals("mine", Files.readString(out.resolve("mine.txt")));
            Files.delete(out.resolve("mine.txt"));
            PeftExport.write(opened.adapted(), out);
        }
        try (Stream<Path> left = Files.list(dir)) {
            assertEquals(List.of(out), left.toList());
        }
        assertFalse(tensors(out).isEmpty());
    }

    static Map<String, Tensor> tensors(Path adapter) {
        SafetensorsFile file = SafetensorsFile.open(adapter.resolve(AdapterFiles.WEIGHTS));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(name, file.tensor(name)));
        return tensors;
    }

    static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, tensor) -> {
            assertEquals(tensor.dtype(), found.get(name).dtype(), name);
            assertEquals(tensor.shape(), found.get(name).shape(), name);
            assertEquals(tensor.data(), found.get(name).data(), name);
        });
    }
}
