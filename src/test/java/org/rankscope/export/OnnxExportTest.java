package org.rankscope.export;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.peft.TargetSpec;

class OnnxExportTest {
    private static final Path LIBRARY = Path.of("src/test/resources/fixtures/library/5.18");

    @TempDir
    Path dir;

    static Stream<String> architectures() throws IOException {
        try (Stream<Path> folders = Files.list(LIBRARY)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    /** The export runs the file at sizes that its graph was not made from, and compares. */
    @ParameterizedTest
    @MethodSource("architectures")
    void aGraphOfEveryArchitectureTakesBatchesOfAnySize(String name) throws IOException {
        try (Adaptations.Opened opened = Adaptations.lora(LIBRARY.resolve(name), TargetSpec.usual())) {
            Exported exported =
                    OnnxExport.write(opened.adapted(), dir.resolve("model.onnx"), Optional.empty(), Optional.empty());
            System.out.println(name + " " + exported);
            assertTrue(exported.difference() < 1e-5, exported.toString());
        }
    }
}
