package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

class AdapterFilesTest {
    private static final String LORA_A = "model.layers.0.self_attn.q_proj.lora_A.weight";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tiny/lora",
                "llama-tiny/lora_all_linear",
                "llama-tiny/lora_pattern",
                "llama-tiny/lora_regex",
                "llama-tiny-bias/lora_bias_all",
                "llama-tiny-bias/lora_bias_lora_only"
            })
    void anAdapterOfThePeftLibraryIsReadAndWrittenAgainUnchanged(String name) throws Exception {
        ModelGraph model = LinearModules.model(LinearModules.tiny(name.startsWith("llama-tiny-bias")));
        AdapterConfig config = AdapterFiles.readConfig(folder(name));
        AdapterMethod method = AdapterMethod.of(config, model);
        String base = AdapterFiles.baseModel(folder(name));
        assertEquals(name.substring(0, name.indexOf('/')), base);
        method.save(dir, new BaseReference(base, Task.CAUSAL_LM), method.load(folder(name)));
        SafetensorsFile original = SafetensorsFile.open(folder(name).resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile written = SafetensorsFile.open(dir.resolve(AdapterFiles.WEIGHTS));
        assertEquals(original.names(), written.names());
        assertEquals(original.metadata(), written.metadata());
        original.names()
                .forEach(tensor -> assertArrayEquals(
                        original.tensor(tensor).floats(), written.tensor(tensor).floats(), tensor));
        assertEquals(config, AdapterFiles.readConfig(dir));
    }

    @Test
    void halfPrecisionIsWidened() throws Exception {
        Map<String, Tensor> adapter = lora().load(folder("llama-tiny/lora"));
        Map<String, Tensor> values = new LinkedHashMap<>(adapter);
        Shape shape = values.get(LORA_A).shape();
        ByteBuffer ones = ByteBuffer.allocateDirect((int) shape.elements() * 2);
        for (int i = 0; i < shape.elements(); i++) {
            ones.put(2 * i, (byte) 0x80).put(2 * i + 1, (byte) 0x3f);
        }
        values.put(LORA_A, new Tensor(DType.BFLOAT16, shape, ones));
        writeAgain(values);
        assertEquals(1f, lora().load(dir).get(LORA_A).floats()[5]);
    }

    @Test
    void missingUnknownAndMisshapenTensorsAreNamed() throws Exception {
        Map<String, Tensor> adapter = lora().load(folder("llama-tiny/lora"));
        Map<String, Tensor> missing = new LinkedHashMap<>(adapter);
        missing.remove(LORA_A);
        assertRefused(missing, "there is no tensor 'base_model.model." + LORA_A + "' [8, 64]");
        Map<String, Tensor> misshapen = new LinkedHashMap<>(adapter);
        misshapen.put(LORA_A, Tensor.zeros(DType.FLOAT, Shape.of(4, 64)));
        assertRefused(misshapen, LORA_A + "' has the shape [4, 64], expected [8, 64]");
        Map<String, Tensor> unknown = new LinkedHashMap<>(adapter);
        unknown.put("model.layers.9.self_attn.q_proj.lora_A.weight", Tensor.zeros(DType.FLOAT, Shape.of(8, 64)));
        assertRefused(unknown, "model.layers.9.self_attn.q_proj.lora_A.weight' belongs to no layer");
        Map<String, Tensor> integers = new LinkedHashMap<>(adapter);
        integers.put(LORA_A, Tensor.zeros(DType.INT64, Shape.of(8, 64)));
        assertRefused(integers, LORA_A + "' is stored as INT64");
    }

    @Test
    void tensorsOfOtherMethodsAreNamed() throws Exception {
        Map<String, Tensor> adapter = lora().load(folder("llama-tiny/lora"));
        writeAgain(adapter);
        SafetensorsWriter.write(
                dir.resolve(AdapterFiles.WEIGHTS),
                Map.of("base_model.model.lm_head.weight", Tensor.zeros(DType.FLOAT, Shape.of(2, 2))),
                Map.of());
        RequestException error = assertThrows(RequestException.class, () -> lora().load(dir));
        assertTrue(error.getMessage().contains("'base_model.model.lm_head.weight'"), error.getMessage());
    }

    @Test
    void aFolderThatIsNoAdapterIsNamed() throws Exception {
        assertMessage("no such folder", dir.resolve("absent"));
        assertMessage("there is no adapter_config.json", dir);
        Files.copy(folder("llama-tiny/lora").resolve(AdapterFiles.CONFIG), dir.resolve(AdapterFiles.CONFIG));
        Files.writeString(dir.resolve("adapter_model.bin"), "x");
        assertMessage("adapter_model.bin must be saved as safetensors", dir);
    }

    /** Published adapters name modules of other models as well, and PEFT passes over those. */
    @Test
    void modulesThatTheModelLacksArePassedOver() throws Exception {
        Map<String, Tensor> adapter = lora().load(folder("llama-tiny/lora"));
        writeAgain(adapter);
        edit("llama-tiny/lora", "\"q_proj\"", "\"q_proj\", \"c_attn\"");
        AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(dir), tiny());
        assertEquals(adapter.keySet(), method.load(dir).keySet());
        edit("llama-tiny/lora", "_proj\"", "_attn\"");
        RequestException error =
                assertThrows(RequestException.class, () -> AdapterMethod.of(AdapterFiles.readConfig(dir), tiny()));
        assertTrue(error.getMessage().contains("matches no adaptable layer"), error.getMessage());
    }

    /** To IA3 on keys and values alone PEFT writes feed-forward modules of its own choice, which are no targets. */
    @Test
    void feedForwardModulesThatAreNoTargetsArePassedOver() throws Exception {
        edit("llama-tiny/ia3", "\"target_modules\": [\n    \"down_proj\",", "\"target_modules\": [");
        AdapterMethod method = AdapterMethod.of(AdapterFiles.readConfig(dir), tiny());
        assertTrue(
                method.trainable().entrySet().stream()
                        .allMatch(each -> each.getKey().matches(".*[kv]_proj\\.ia3_l")
                                && each.getValue().dim(1) == 1),
                method.trainable()::toString);
    }

    private static ModelGraph tiny() {
        return LinearModules.model(LinearModules.tiny(false));
    }

    /** The configuration of a fixture with some of its text changed. */
    private void edit(String name, String text, String other) throws Exception {
        String config = Files.readString(folder(name).resolve(AdapterFiles.CONFIG));
        Files.writeString(dir.resolve(AdapterFiles.CONFIG), config.replace(text, other));
    }

    private void assertRefused(Map<String, Tensor> values, String part) throws Exception {
        writeAgain(values);
        assertMessage(part, dir);
    }

    private static void assertMessage(String part, Path folder) {
        RequestException error = assertThrows(RequestException.class, () -> lora().load(folder));
        assertTrue(
                error.getMessage().startsWith(folder.toString())
                        && error.getMessage().contains(part),
                error.getMessage());
    }

    /** Writes tensors as they are. */
    private void writeAgain(Map<String, Tensor> values) throws Exception {
        Map<String, Tensor> stored = new LinkedHashMap<>();
        values.forEach((name, value) -> stored.put(AdapterNames.PREFIX + name, value));
        SafetensorsWriter.write(dir.resolve(AdapterFiles.WEIGHTS), stored, Map.of());
        Files.copy(
                folder("llama-tiny/lora").resolve(AdapterFiles.CONFIG),
                dir.resolve(AdapterFiles.CONFIG),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static AdapterMethod lora() throws URISyntaxException {
        return AdapterMethod.of(
                AdapterFiles.readConfig(folder("llama-tiny/lora")), LinearModules.model(LinearModules.tiny(false)));
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(AdapterFilesTest.class.getResource(name).toURI());
    }
}
