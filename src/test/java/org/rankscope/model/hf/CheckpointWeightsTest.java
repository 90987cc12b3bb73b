package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.model.hf.Fixtures.LLAMA_TINY;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.DType;
import org.rankscope.graph.HalfNumbers;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsWriter;

class CheckpointWeightsTest {
    private static final String FINAL_NORM = "model.norm.weight";
    private static final StoredNames NAMES = Architecture.read(
                    LLAMA_TINY.resolve("config.json"), HeadSpec.of(Task.CAUSAL_LM))
            .storedNames();

    private static final String QUERY = "model.layers.1.self_attn.q_proj.weight";

    @TempDir
    private Path folder;

    private Map<String, Shape> expected;
    private CheckpointWeights reference;
    private Map<String, Tensor> tensors;

    @BeforeEach
    void openReference() {
        expected = HuggingFaceModel.graph(LLAMA_TINY.resolve("config.json"), HeadSpec.of(Task.CAUSAL_LM))
                .parameters();
        reference = open(LLAMA_TINY, expected);
        tensors = new LinkedHashMap<>();
        expected.keySet().forEach(name -> tensors.put(name, reference.weight(name)));
    }

    @Test
    void storedFloatsAreViewsOfTheFile() {
        Tensor weight = reference.weight(QUERY);
        assertTrue(weight.data().isDirect() && weight.data().isReadOnly());
        assertEquals(Shape.of(64, 64), weight.shape());
        assertEquals(DType.FLOAT, reference.storedDtype(QUERY));
    }

    @Test
    void shardsGiveTheSameWeights() throws IOException {
        writeShards("second.safetensors");
        CheckpointWeights sharded = open(folder, expected);
        for (String name : expected.keySet()) {
            assertEquals(reference.weight(name).data(), sharded.weight(name).data(), name);
        }
    }

    @Test
    void shortTypesAreWidenedExactly() throws IOException {
        tensors.put(QUERY, sixteenBits(DType.BFLOAT16, 0x3f80, 0xc049, 0x0001, 0x7f80));
        tensors.put(FINAL_NORM, sixteenBits(DType.FLOAT16, 0x3c00, 0xc248, 0x0001, 0x7bff));
        expected = new LinkedHashMap<>(expected);
        expected.put(QUERY, Shape.of(4));
        expected.put(FINAL_NORM, Shape.of(4));
        write(tensors);
        CheckpointWeights weights = open(folder, expected);
        assertEquals(DType.BFLOAT16, weights.storedDtype(QUERY));
        assertArrayEquals(
                new float[] {1, -3.140625f, 0x1p-133f, Float.POSITIVE_INFINITY},
                weights.weight(QUERY).floats());
        assertArrayEquals(
                new float[] {1, -3.140625f, 0x1p-24f, 65504},
                weights.weight(FINAL_NORM).floats());
    }

    @Test
    void halvesKeepTheirSpecialValues() {
        assertEquals(Float.NEGATIVE_INFINITY, HalfNumbers.number(DType.FLOAT16, (short) 0xfc00));
        assertTrue(Float.isNaN(HalfNumbers.number(DType.FLOAT16, (short) 0x7e00)));
        assertEquals(Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(HalfNumbers.number(DType.FLOAT16, (short)
                0x8000)));
        assertEquals(0x1p-14f, HalfNumbers.number(DType.FLOAT16, (short) 0x0400));
        assertEquals(-1023 * 0x1p-24f, HalfNumbers.number(DType.FLOAT16, (short) 0x83ff));
    }

    @Test
    void namesWithoutTheirPrefixAreUnderstood() throws IOException {
        Map<String, Tensor> bare = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> bare.put(name.replaceFirst("^model\\.", ""), tensor));
        write(bare);
        assertEquals(
                tensors.get(QUERY).data(), open(folder, expected).weight(QUERY).data());
    }

    @Test
    void constantsAndTheHeadOfATiedModelAreIgnored() throws IOException {
        tensors.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensor.ofFloats(Shape.of(2), 1, 2));
        write(tensors);
        Map<String, Shape> tied = new LinkedHashMap<>(expected);
        tied.remove("lm_head.weight");
        assertEquals(tensors.get(QUERY).data(), open(folder, tied).weight(QUERY).data());
    }

    @Test
    void missingTensorsAreNamed() throws IOException {
        tensors.remove(QUERY);
        Path file = write(tensors);
        assertRefused(file, () -> open(folder, expected), "missing tensor '" + QUERY + "'");
        tensors.keySet().removeIf(name -> name.contains("mlp"));
        write(tensors);
        assertRefused(file, () -> open(folder, expected), "missing 7 tensors: ", "and 3 more");
    }

    @Test
    void tensorsThatTheModelDoesntHaveAreNamed() throws IOException {
        tensors.put("model.layers.0.self_attn.q_proj.bias", Tensor.zeros(DType.FLOAT, Shape.of(64)));
        Path file = write(tensors);
        assertRefused(
                file, () -> open(folder, expected), "tensor 'model.layers.0.self_attn.q_proj.bias'", "config.json");
    }

    @Test
    void wrongShapesAndTypesAreNamed() throws IOException {
        tensors.put(QUERY, Tensor.zeros(DType.FLOAT, Shape.of(64, 32)));
        Path file = write(tensors);
        assertRefused(file, () -> open(folder, expected), QUERY, "[64, 32]", "expected [64, 64]");
        tensors.put(QUERY, Tensor.zeros(DType.INT64, Shape.of(64, 64)));
        write(tensors);
        assertRefused(file, () -> open(folder, expected), QUERY, "stored as INT64");
    }

    @Test
    void foldersWithoutWeightsSayWhatIsThere() throws IOException {
        assertRefused(folder, () -> open(folder, expected), "neither model.safetensors nor");
        Files.createFile(folder.resolve("pytorch_model.bin"));
        assertRefused(folder, () -> open(folder, expected), "pytorch_model.bin must be converted");
    }

    @Test
    void shardsMustLieBesideTheirIndex() throws IOException {
        Path index = writeShards("second.safetensors");
        String whole = Files.readString(index);
        for (String outside : new String[] {"../second", "/tmp/second", "sub/second", "second.bin/x", "C:second"}) {
            Files.writeString(index, whole.replace("\"second.safetensors\"", "\"" + outside + ".safetensors\""));
            assertRefused(index, () -> open(folder, expected), outside, "beside the index");
        }
    }

    @Test
    void brokenIndexesAreRefused() throws IOException {
        Path index = writeShards("first.safetensors");
        assertRefused(index, () -> open(folder, expected), "first.safetensors, which doesn't hold it");
        Files.writeString(index, "{\"metadata\": {}}");
        assertRefused(index, () -> open(folder, expected), "'weight_map'");
        Files.writeString(index, "{\"weight_map\": {\"lm_head.weight\": \"third.safetensors\"}}");
        Path third = folder.resolve("third.safetensors");
        assertRefused(third, () -> open(folder, expected), "no such file");
    }

    private Path write(Map<String, Tensor> content) throws IOException {
        Path file = folder.resolve(CheckpointFiles.SINGLE);
        SafetensorsWriter.write(file, content, Map.of());
        return file;
    }

    /** Writes the last tensor to a second file, and an index that says it is in {@code fileOfLast}. */
    private Path writeShards(String fileOfLast) throws IOException {
        Map<String, Tensor> first = new LinkedHashMap<>(tensors);
        String last = tensors.keySet().stream().reduce((a, b) -> b).orElseThrow();
        SafetensorsWriter.write(folder.resolve("second.safetensors"), Map.of(last, first.remove(last)), Map.of());
        SafetensorsWriter.write(folder.resolve("first.safetensors"), first, Map.of());
        Map<String, String> map = new LinkedHashMap<>();
        first.keySet().forEach(name -> map.put(name, "first.safetensors"));
        map.put(last, fileOfLast);
        Path index = folder.resolve(CheckpointFiles.INDEX);
        StrictJson.write(index, Map.of("weight_map", map));
        return index;
    }

    private static Tensor sixteenBits(DType dtype, int... bits) {
        Tensor tensor = Tensor.zeros(dtype, Shape.of(bits.length));
        for (int i = 0; i < bits.length; i++) {
            tensor.data().putShort(2 * i, (short) bits[i]);
        }
        return tensor;
    }

    private static CheckpointWeights open(Path folder, Map<String, Shape> expected) {
        return CheckpointWeights.of(CheckpointFiles.open(folder), expected, NAMES, name -> false);
    }
}
