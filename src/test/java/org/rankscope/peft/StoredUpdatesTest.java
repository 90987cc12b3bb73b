package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.safetensors.SafetensorsWriter;

class StoredUpdatesTest {
    private static final Path FIXTURES = Path.of("src/test/resources/org/rankscope/peft");

    @TempDir
    Path dir;

    private final Random random = new Random(1);

    /** Reading against the base model is the other way to the same updates. */
    @ParameterizedTest
    @ValueSource(strings = {"lora", "lora_all_linear", "lora_pattern", "lora_regex", "lora_rslora"})
    void theLibrarysAdaptersReadTheSameWithoutTheirBaseModel(String name) {
        Path folder = FIXTURES.resolve("llama-tiny").resolve(name);
        AdapterConfig config = AdapterFiles.readConfig(folder);
        Map<String, Tensor> withBase = AdapterMethod.of(config, LinearModules.model(LinearModules.tiny(false)))
                .load(folder);
        Map<String, AdaptedModule> expected = new LinkedHashMap<>();
        TargetModules.match(config, LinearModules.tiny(false))
                .forEach(target -> expected.put(target.module().name(), target));
        StoredUpdates found = StoredUpdates.read(folder);
        assertEquals(expected.size(), found.updates().size());
        for (LowRankUpdate update : found.updates()) {
            AdaptedModule target = expected.get(update.module());
            assertEquals(target.rank(), update.rank(), update.module());
            assertEquals(target.scaling(), update.scaling(), update.module());
            assertEquals(target.parameters(), update.rank() * update.parametersPerRank());
            assertArrayEquals(
                    withBase.get(AdapterNames.loraA(update.module())).floats(),
                    update.loraA().floats());
            assertArrayEquals(
                    withBase.get(AdapterNames.loraB(update.module())).floats(),
                    update.loraB().floats());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "base_model.model.h.0.q.lora_A.weight, base_model.model.h.0.q.lora_B.weight",
        "base_model.model.h.0.q.lora_A.default.weight, base_model.model.h.0.q.lora_B.default.weight",
        "h.0.q.lora_A, h.0.q.lora_B",
        "base_model.model.h.0.q.lora_embedding_A, base_model.model.h.0.q.lora_embedding_B"
    })
    void namesOfSeveralAgesAreKnown(String a, String b) throws IOException {
        write(Map.of(a, normal(2, 5), b, normal(7, 2)));
        config("\"r\": 2, \"lora_alpha\": 6");
        LowRankUpdate update = StoredUpdates.read(dir).updates().get(0);
        assertEquals("h.0.q", update.module());
        assertEquals(2, update.rank());
        assertEquals(3, update.scaling());
    }

    @Test
    void blocksComeInTheOrderOfTheirNumbers() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int block : new int[] {10, 9, 2}) {
            tensors.put("m.layers." + block + ".q.lora_A.weight", normal(2, 5));
            tensors.put("m.layers." + block + ".q.lora_B.weight", normal(7, 2));
        }
        write(tensors);
        config("\"r\": 2");
        assertEquals(
                List.of("m.layers.2.q", "m.layers.9.q", "m.layers.10.q"),
                StoredUpdates.read(dir).updates().stream()
                        .map(LowRankUpdate::module)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT16", "BFLOAT16"})
    void sixteenBitsAreWidened(DType dtype) throws IOException {
        short bits = (short) (dtype == DType.FLOAT16 ? 0x3e00 : 0x3fc0); // 1.5
        write(Map.of("m.q.lora_A.weight", of(dtype, bits, 1, 3), "m.q.lora_B.weight", of(dtype, bits, 2, 1)));
        config("\"r\": 1, \"lora_alpha\": 1");
        LowRankUpdate update = StoredUpdates.read(dir).updates().get(0);
        assertArrayEquals(new float[] {1.5f, 1.5f, 1.5f}, update.loraA().floats());
        assertArrayEquals(
                new double[] {1.5 * 1.5 * Math.sqrt(6)}, ProductSvd.of(update).singularValues(), 1e-12);
    }

    @Test
    void whatIsNoFactorIsPassedOver() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(pair());
        tensors.put("base_model.model.classifier.weight", normal(3, 5));
        tensors.put("base_model.model.m.q.base_layer.bias", normal(7));
        write(tensors);
        config("\"r\": 2");
        assertEquals(1, StoredUpdates.read(dir).updates().size());
    }

    @Test
    void aWeightsFileAloneHasNoScaling() throws IOException {
        write(pair());
        StoredUpdates found = StoredUpdates.read(dir.resolve(AdapterFiles.WEIGHTS));
        assertEquals(Optional.empty(), found.config());
        assertEquals(1, found.updates().get(0).scaling());
    }

    @Test
    void aFactorWithoutItsPartnerIsNamed() throws IOException {
        write(Map.of("m.q.lora_A.weight", normal(2, 5)));
        config("\"r\": 2");
        assertRefused("m.q.lora_A.weight", "no partner");
    }

    @ParameterizedTest
    @CsvSource({"m.q.ia3_l, IA3", "m.q.hada_w1_a, LoHa", "prompt_embeddings, prompt"})
    void otherKindsOfAdaptersAreCalledByTheirName(String name, String kind) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(pair());
        tensors.put(name, normal(5));
        write(tensors);
        config("\"r\": 2");
        assertRefused(name, kind);
    }

    @Test
    void methodsWithoutFactorsAreRefusedByTheirConfiguration() throws IOException {
        write(pair());
        Files.writeString(dir.resolve(AdapterFiles.CONFIG), "{\"peft_type\": \"IA3\", \"target_modules\": [\"q\"]}");
        assertRefused("'ia3'", "expected LORA or ADALORA");
    }

    /** The magnitudes stand beside the update of the direction and are none of its factors. */
    @Test
    void ofDoRaTheUpdateOfTheDirectionIsRead() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(pair());
        tensors.put("base_model.model.m.q.lora_magnitude_vector", normal(7));
        write(tensors);
        config("\"r\": 2, \"lora_alpha\": 8, \"use_dora\": true");
        LowRankUpdate update = StoredUpdates.read(dir).updates().get(0);
        assertEquals(4, update.scaling());
        assertArrayEquals(
                tensors.get("m.q.lora_A.weight").floats(), update.loraA().floats());
    }

    /** The MNLI adapter of the LoRA paper's authors: no prefix, no ".weight", a name of its own, no configuration. */
    @Test
    void whatItsAuthorsPublishedIsReadFromItsFolder() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String kind : List.of("query", "value")) {
            tensors.put("roberta.encoder.layer.0.attention.self." + kind + ".lora_A", normal(2, 6));
            tensors.put("roberta.encoder.layer.0.attention.self." + kind + ".lora_B", normal(6, 2));
        }
        tensors.put("classifier.dense.weight", normal(6, 6));
        tensors.put("classifier.out_proj.bias", normal(3));
        SafetensorsWriter.write(dir.resolve("roberta_base_lora_mnli.safetensors"), tensors, Map.of());
        StoredUpdates found = StoredUpdates.read(dir);
        assertEquals(Optional.empty(), found.config());
        assertEquals(
                List.of("roberta.encoder.layer.0.attention.self.query", "roberta.encoder.layer.0.attention.self.value"),
                found.updates().stream().map(LowRankUpdate::module).toList());
        SafetensorsWriter.write(dir.resolve("second.safetensors"), tensors, Map.of());
        assertRefused("there is no adapter_model.safetensors");
    }

    @Test
    void aRankOtherThanTheConfigurationsIsRefused() throws IOException {
        write(pair());
        config("\"r\": 4");
        assertRefused("has rank 2", "says 4");
    }

    /** Half the columns would be two groups, but only of a convolution. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void factorsThatDontFitAreRefused(int columns) throws IOException {
        write(Map.of("m.q.lora_A.weight", normal(2, 5), "m.q.lora_B.weight", normal(6, columns)));
        config("\"r\": 2");
        assertRefused("m.q", "don't fit");
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws IOException {
        write(Map.of(
                "m.q.lora_A.weight", Tensor.ofFloats(Shape.of(1, 2), 1, Float.NaN), "m.q.lora_B.weight", normal(2, 1)));
        config("\"r\": 1");
        assertRefused("m.q.lora_A.weight", "NaN");
    }

    @Test
    void aFileWithoutFactorsIsNoAdapter() throws IOException {
        write(Map.of("model.embed.weight", normal(2, 2)));
        config("\"r\": 1");
        assertRefused("lora_A", "model.embed.weight");
    }

    private void assertRefused(String... parts) {
        String message = assertThrows(RequestException.class, () -> StoredUpdates.read(dir))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
        assertTrue(message.contains(dir.toString()) && message.lines().count() == 1, message);
    }

    private Map<String, Tensor> pair() {
        return Map.of("m.q.lora_A.weight", normal(2, 5), "m.q.lora_B.weight", normal(7, 2));
    }

    private Tensor normal(long... dims) {
        return Updates.normal(Shape.of(dims), random);
    }

    private static Tensor of(DType dtype, short bits, long... dims) {
        Shape shape = Shape.of(dims);
        ByteBuffer data = ByteBuffer.allocateDirect((int) shape.elements() * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < shape.elements(); i++) {
            data.putShort(2 * i, bits);
        }
        return new Tensor(dtype, shape, data);
    }

    private void write(Map<String, Tensor> tensors) throws IOException {
        SafetensorsWriter.write(dir.resolve(AdapterFiles.WEIGHTS), tensors, Map.of());
    }

    private void config(String fields) throws IOException {
        Files.writeString(
                dir.resolve(AdapterFiles.CONFIG),
                "{\"peft_type\": \"LORA\", \"target_modules\": [\"q\"], " + fields + "}");
    }
}
