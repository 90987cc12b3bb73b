package org.rankscope.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedLibrariesTest {
    private final byte[] content = new byte[3_000_000];

    @TempDir
    private Path folder;

    private Path cache;
    private Map<String, URL> libraries;

    @BeforeEach
    void writeJar() throws Exception {
        new Random(1).nextBytes(content);
        Path jar = folder.resolve("some.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("native/libsome.so"));
            out.write(content);
        }
        cache = folder.resolve("cache");
        libraries = Map.of("libsome.so", new URL("jar:" + jar.toUri() + "!/native/libsome.so"));
    }

    @Test
    void aWholeFileIsNotWrittenAgain() throws Exception {
        Path library = UnpackedLibraries.unpack(cache, "some-1", libraries).resolve("libsome.so");
        FileTime longAgo = FileTime.fromMillis(0);
        Files.setLastModifiedTime(library, longAgo);
        UnpackedLibraries.unpack(cache, "some-1", libraries);
        assertEquals(longAgo, Files.getLastModifiedTime(library));
        assertArrayEquals(content, Files.readAllBytes(library));
    }

    @Test
    void whatAnInterruptedProcessLeftIsReplaced() throws Exception {
        Path library = Files.createDirectories(cache.resolve("some-1")).resolve("libsome.so");
        Files.write(library, new byte[1000]);
        UnpackedLibraries.unpack(cache, "some-1", libraries);
        assertArrayEquals(content, Files.readAllBytes(library));
    }

    @Test
    void severalProcessesMayUnpackAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            UnpackedLibrariesTest.class.getName(),
                            cache.toString(),
                            libraries.get("libsome.so").toString())
                    .inheritIO()
                    .start());
        }
        for (Process process : processes) {
            assertEquals(0, process.waitFor());
        }
        assertArrayEquals(content, Files.readAllBytes(cache.resolve("some-1").resolve("libsome.so")));
        try (Stream<Path> left = Files.list(cache.resolve("some-1"))) {
            assertEquals(1, left.count());
        }
    }

    /** One of several processes: unpacks the URL that is its second argument into the folder that is its first. */
    public static void main(String[] args) throws IOException {
        UnpackedLibraries.unpack(Path.of(args[0]), "some-1", Map.of("libsome.so", new URL(args[1])));
    }
}
