package org.rankscope.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;

class SafetensorsFileTest {
    private static final Path LLAMA_TINY = Path.of("src/test/resources/fixtures/models/llama-tiny/model.safetensors");

    @TempDir
    private Path folder;

    @Test
    void readsAFileOfTheReferenceLibrary() {
        SafetensorsFile file = SafetensorsFile.open(LLAMA_TINY);
        assertEquals(21, file.names().size());
        assertEquals(Map.of("format", "pt"), file.metadata());
        assertEquals(Shape.of(32, 64), file.shape("model.layers.0.self_attn.k_proj.weight"));
        assertEquals(DType.FLOAT, file.dtype("model.norm.weight"));
        float[] norm = file.tensor("model.norm.weight").floats();
        assertArrayEquals(new float[] {1.22198439f, 0.909650207f, 1.13236356f, 0.975848913f}, Arrays.copyOf(norm, 4));
    }

    @Test
    void readsTensorsBeyondTwoGibibytes() throws IOException {
        long hole = 3L << 30;
        String header = "{\"hole\":{\"dtype\":\"U8\",\"shape\":[" + hole + "],\"data_offsets\":[0," + hole + "]},"
                + "\"last\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[" + hole + "," + (hole + 8) + "]}}";
        Path sparse = CraftedFile.write(folder, header, 0);
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(file.length() + hole);
            file.seek(file.length());
            file.writeLong(Long.reverseBytes(4711));
        }
        SafetensorsFile file = SafetensorsFile.open(sparse);
        assertArrayEquals(new long[] {4711}, file.tensor("last").longs());
        assertEquals(hole, file.bytes("hole"));
    }

    @Test
    void copiesNumbersThatTheHeaderLeavesAtOddAddresses() throws IOException {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        byte[] json = (header + " ".repeat(8 - header.length() % 8 + 1)).getBytes(StandardCharsets.UTF_8);
        Path file = CraftedFile.write(folder, json.length, json, 8);
        assertEquals(1, json.length % 4);
        assertArrayEquals(new float[2], SafetensorsFile.open(file).tensor("a").floats());
    }

    @Test
    void tensorsOfTypesThatNothingComputesWithStayUnread() throws IOException {
        Path file = CraftedFile.write(folder, "{\"mask\":{\"dtype\":\"U16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
        SafetensorsFile opened = SafetensorsFile.open(file);
        assertMessage(assertThrows(RequestException.class, () -> opened.tensor("mask")), file, "'mask'", "U16");
        assertMessage(assertThrows(RequestException.class, () -> opened.tensor("other")), file, "'other'");
    }

    @Test
    void readsScalarsAndEmptyTensors() throws IOException {
        Path file = CraftedFile.write(
                folder,
                "{\"none\":{\"dtype\":\"F32\",\"shape\":[0,3],\"data_offsets\":[0,0]},"
                        + "\"one\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}  ",
                4);
        SafetensorsFile opened = SafetensorsFile.open(file);
        assertEquals(0, opened.tensor("none").floats().length);
        assertEquals(Shape.SCALAR, opened.tensor("one").shape());
    }

    static Stream<Arguments> lyingHeaders() {
        String good = tensor("a", "F32", "[2]", "[0,8]");
        return Stream.of(
                Arguments.of("{" + tensor("a", "F32", "[3]", "[0,12]") + "}", List.of("'a'", "8 bytes of data")),
                Arguments.of("{" + tensor("a", "F32", "[2]", "[8,0]") + "}", List.of("'a'", "bytes 8 to 0")),
                Arguments.of("{" + tensor("a", "F32", "[2]", "[0,4]") + "}", List.of("'a'", "takes 8 bytes", "span 4")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[1]", "[0,4]") + "," + tensor("b", "F16", "[3]", "[2,8]") + "}",
                        List.of("'b'", "overlaps tensor 'a'")),
                Arguments.of(
                        "{" + tensor("a", "BOOL", "[1]", "[0,1]") + "," + tensor("b", "F32", "[1]", "[4,8]") + "}",
                        List.of("'b'", "gap", "expected byte 1")),
                Arguments.of(
                        "{" + tensor("a", "BOOL", "[4]", "[0,4]") + "," + tensor("b", "F16", "[1]", "[5,7]") + "}",
                        List.of("'b'", "misaligned", "multiple of 2")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[1]", "[0,4]") + "}", List.of("end at byte 4", "8 bytes of data")),
                Arguments.of("{" + tensor("a", "F99", "[2]", "[0,8]") + "}", List.of("'a'", "unknown dtype 'F99'")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[-2]", "[0,8]") + "}", List.of("'a'", "negative shape entry -2")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[2]", "[-8,8]") + "}",
                        List.of("'a'", "negative data_offsets entry -8")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[4294967296,4294967296]", "[0,8]") + "}",
                        List.of("'a'", "more elements")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[2305843009213693952]", "[0,8]") + "}",
                        List.of("'a'", "more elements")),
                Arguments.of(
                        "{" + tensor("a", "F32", "[99999999999999999999]", "[0,8]") + "}",
                        List.of("'a'", "whole number")),
                Arguments.of("{" + tensor("a", "F32", "[2.0]", "[0,8]") + "}", List.of("'a'", "whole number")),
                Arguments.of("{" + tensor("a", "F32", "[2]", "[0,8,9]") + "}", List.of("'a'", "3 data_offsets")),
                Arguments.of(
                        "{" + tensor("a", "F32", "\"2\"", "[0,8]") + "}", List.of("shape of tensor 'a'", "a list")),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", List.of("'a'", "lacks its data_offsets")),
                Arguments.of("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", List.of("'a'", "twice")),
                Arguments.of("{\"a\":{\"size\":3}}", List.of("'a'", "unknown field 'size'")),
                Arguments.of("{\"a\":7}", List.of("'a'", "a JSON object")),
                Arguments.of("{" + good + "," + good + "}", List.of("'a'", "twice")),
                Arguments.of("{\"__metadata__\":{\"n\":7}," + good + "}", List.of("__metadata__ 'n'", "text")),
                Arguments.of("{" + good, List.of("isn't valid JSON")),
                Arguments.of("{" + good + "} x", List.of("isn't valid JSON")),
                Arguments.of("{" + good + "} 7", List.of("goes on after")),
                Arguments.of("{oops", List.of("isn't valid JSON")),
                Arguments.of("[1]", List.of("start with '{'")));
    }

    @ParameterizedTest
    @MethodSource("lyingHeaders")
    void lyingHeadersAreRefusedInOneSentence(String header, List<String> expected) throws IOException {
        Path file = CraftedFile.write(folder, header, 8);
        assertMessage(
                assertThrows(RequestException.class, () -> SafetensorsFile.open(file)),
                file,
                expected.toArray(new String[0]));
    }

    @Test
    void aHeaderLengthBeyondTheFileIsRefused() throws IOException {
        assertRefused(
                CraftedFile.write(folder, 1000, "{}".getBytes(StandardCharsets.UTF_8), 0),
                "1000 bytes",
                "ends after 10");
        assertRefused(
                CraftedFile.write(folder, -1, "{}".getBytes(StandardCharsets.UTF_8), 0), "18446744073709551615 bytes");
        assertRefused(CraftedFile.write(folder, 0, "{}".getBytes(StandardCharsets.UTF_8), 0), "header is empty");
    }

    @Test
    void aHeaderOfAHundredMegabytesIsRefusedBeforeItIsRead() throws IOException {
        Path file =
                CraftedFile.write(folder, SafetensorsFile.MAX_HEADER_BYTES, "{".getBytes(StandardCharsets.UTF_8), 0);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SafetensorsFile.MAX_HEADER_BYTES + 8);
        }
        assertRefused(file, "header of 100000000 bytes", "less than 100000000");
    }

    @Test
    void filesThatAreNoneAreRefused() throws IOException {
        assertRefused(folder.resolve("missing.safetensors"), "no such file");
        assertRefused(folder, "is a folder");
        assertRefused(Files.write(folder.resolve("empty"), new byte[0]), "empty");
        assertRefused(Files.write(folder.resolve("short"), new byte[5]), "cut off after 5 bytes");
        assertRefused(
                Files.writeString(folder.resolve("lfs"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
                "git lfs pull");
        byte[] whole = Files.readAllBytes(LLAMA_TINY);
        assertRefused(Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 100)), "bytes of data");
        assertRefused(Files.write(folder.resolve("cut2"), Arrays.copyOf(whole, 100)), "ends after 100");
    }

    @Test
    void aFileThatShrankAfterItWasOpenedIsNotMapped() throws IOException {
        Path copy = Files.copy(LLAMA_TINY, folder.resolve("copy.safetensors"));
        SafetensorsFile file = SafetensorsFile.open(copy);
        try (RandomAccessFile access = new RandomAccessFile(copy.toFile(), "rw")) {
            access.setLength(10_000);
        }
        assertMessage(assertThrows(RequestException.class, () -> file.tensor("model.norm.weight")), copy, "changed");
    }

    private static String tensor(String name, String dtype, String shape, String offsets) {
        return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets
                + "}";
    }

    private static void assertRefused(Path file, String... expected) {
        assertMessage(assertThrows(RequestException.class, () -> SafetensorsFile.open(file)), file, expected);
    }

    private static void assertMessage(RequestException refused, Path file, String... expected) {
        assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
        for (String part : expected) {
            assertTrue(refused.getMessage().contains(part), part + " in: " + refused.getMessage());
        }
    }
}
