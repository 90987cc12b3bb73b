package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
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
        List<LinearModule> modules = LinearModules.tiny(name.startsWith("llama-tiny-bias"));
        StoredAdapter adapter = AdapterFiles.read(folder(name), modules);
        assertEquals(name.substring(0, name.indexOf('/')), adapter.baseModel());
        AdapterFiles.write(
                dir,
                adapter.config(),
                TargetModules.match(adapter.config(), modules),
                modules,
                new BaseReference(adapter.baseModel(), Task.CAUSAL_LM),
                adapter.values());
        SafetensorsFile original = SafetensorsFile.open(folder(name).resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile written = SafetensorsFile.open(dir.resolve(AdapterFiles.WEIGHTS));
        assertEquals(original.names(), written.names());
        assertEquals(original.metadata(), written.metadata());
        original.names()
                .forEach(tensor -> assertArrayEquals(
                        original.tensor(tensor).floats(), written.tensor(tensor).floats(), tensor));
        assertEquals(adapter.config(), AdapterFiles.readConfig(dir));
    }

    @Test
    void halfPrecisionIsWidened() throws Exception {
        StoredAdapter adapter = AdapterFiles.read(folder("llama-tiny/lora"), LinearModules.tiny(false));
        Map<String, Tensor> values = new LinkedHashMap<>(adapter.values());
        Shape shape = values.get(LORA_A).shape();
        ByteBuffer ones = ByteBuffer.allocateDirect((int) shape.elements() * 2);
        for (int i = 0; i < shape.elements(); i++) {
            ones.put(2 * i, (byte) 0x80).put(2 * i + 1, (byte) 0x3f);
        }
        values.put(LORA_A, new Tensor(DType.BFLOAT16, shape, ones));
        writeAgain(adapter, values);
        assertEquals(
                1f,
                AdapterFiles.read(dir, LinearModules.tiny(false))
                        .values()
                        .get(LORA_A)
                        .floats()[5]);
    }

    @Test
    void missingUnknownAndMisshapenTensorsAreNamed() throws Exception {
        StoredAdapter adapter = AdapterFiles.read(folder("llama-tiny/lora"), LinearModules.tiny(false));
        Map<String, Tensor> missing = new LinkedHashMap<>(adapter.values());
        missing.remove(LORA_A);
        assertRefused(adapter, missing, "there is no tensor 'base_model.model." + LORA_A + "' [8, 64]");
        Map<String, Tensor> misshapen = new LinkedHashMap<>(adapter.values());
        misshapen.put(LORA_A, Tensor.zeros(DType.FLOAT, Shape.of(4, 64)));
        assertRefused(adapter, misshapen, LORA_A + "' has the shape [4, 64], expected [8, 64]");
        Map<String, Tensor> unknown = new LinkedHashMap<>(adapter.values());
        unknown.put("model.layers.9.self_attn.q_proj.lora_A.weight", Tensor.zeros(DType.FLOAT, Shape.of(8, 64)));
        assertRefused(adapter, unknown, "model.layers.9.self_attn.q_proj.lora_A.weight' belongs to no layer");
        Map<String, Tensor> integers = new LinkedHashMap<>(adapter.values());
        integers.put(LORA_A, Tensor.zeros(DType.INT64, Shape.of(8, 64)));
        assertRefused(adapter, integers, LORA_A + "' is stored as INT64");
    }

    @Test
    void tensorsOfOtherMethodsAreNamed() throws Exception {
        StoredAdapter adapter = AdapterFiles.read(folder("llama-tiny/lora"), LinearModules.tiny(false));
        writeAgain(adapter, adapter.values());
        SafetensorsWriter.write(
                dir.resolve(AdapterFiles.WEIGHTS),
                Map.of("base_model.model.lm_head.weight", Tensor.zeros(DType.FLOAT, Shape.of(2, 2))),
                Map.of());
        RequestException error =
                assertThrows(RequestException.class, () -> AdapterFiles.read(dir, LinearModules.tiny(false)));
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

    private void assertRefused(StoredAdapter adapter, Map<String, Tensor> values, String part) throws Exception {
        writeAgain(adapter, values);
        assertMessage(part, dir);
    }

    private static void assertMessage(String part, Path folder) {
        RequestException error =
                assertThrows(RequestException.class, () -> AdapterFiles.read(folder, LinearModules.tiny(false)));
        assertTrue(
                error.getMessage().startsWith(folder.toString())
                        && error.getMessage().contains(part),
                error.getMessage());
    }

    private void writeAgain(StoredAdapter adapter, Map<String, Tensor> values) throws Exception {
        AdapterFiles.write(
                dir,
                adapter.config(),
                TargetModules.match(adapter.config(), LinearModules.tiny(false)),
                LinearModules.tiny(false),
                new BaseReference("x", Task.CAUSAL_LM),
                values);
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(AdapterFilesTest.class.getResource(name).toURI());
    }
}
