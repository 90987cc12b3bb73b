package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.safetensors.SafetensorsFile;

class CutAdapterTest {
    private static final Path FIXTURES = Path.of("src/test/resources/org/rankscope/peft/llama-tiny");
    private static final List<LinearModule> MODULES = LinearModules.tiny(false);

    @TempDir
    Path dir;

    /** rslora and patterns have scalings of their own; they must come out as they went in. */
    @ParameterizedTest
    @ValueSource(strings = {"lora", "lora_pattern", "lora_rslora", "lora_all_linear"})
    void aStoredCutIsAnAdapterOfItsOwn(String name) throws IOException {
        Path source = FIXTURES.resolve(name);
        CutAdapter<CutUpdate> cut = CutAdapter.bySvd(StoredUpdates.read(source).updates());
        cut.write(source, 2, dir);
        AdapterConfig config = AdapterFiles.readConfig(dir);
        Map<String, Tensor> values =
                AdapterMethod.of(config, LinearModules.model(MODULES)).load(dir);
        Map<String, AdaptedModule> targets = new LinkedHashMap<>();
        TargetModules.match(config, MODULES)
                .forEach(target -> targets.put(target.module().name(), target));
        assertEquals(cut.updates().size(), targets.size());
        for (CutUpdate update : cut.updates()) {
            AdaptedModule target = targets.get(update.update().module());
            LowRankUpdate expected = update.at(2);
            assertEquals(Math.min(2, update.update().rank()), target.rank());
            assertEquals(update.update().scaling(), target.scaling(), 1e-12);
            LowRankUpdate found = new LowRankUpdate(
                    expected.module(),
                    target.scaling(),
                    values.get(AdapterNames.loraA(expected.module())),
                    values.get(AdapterNames.loraB(expected.module())));
            assertClose(Updates.full(expected), Updates.full(found));
        }
        assertEquals(2, config.r());
        assertEquals(
                StrictJson.readTree(source.resolve(AdapterFiles.CONFIG)).get("target_modules"),
                StrictJson.readTree(dir.resolve(AdapterFiles.CONFIG)).get("target_modules"));
    }

    @Test
    void whatIsNoUpdateIsKept() throws IOException {
        Path source = Path.of("src/test/resources/org/rankscope/peft/llama-tiny-bias/lora_bias_all");
        CutAdapter.bySvd(StoredUpdates.read(source).updates()).write(source, 1, dir);
        SafetensorsFile before = SafetensorsFile.open(source.resolve(AdapterFiles.WEIGHTS));
        SafetensorsFile after = SafetensorsFile.open(dir.resolve(AdapterFiles.WEIGHTS));
        assertEquals(before.names(), after.names());
        List<String> biases =
                before.names().stream().filter(name -> name.endsWith("bias")).toList();
        assertEquals(false, biases.isEmpty());
        biases.forEach(name -> assertArrayEquals(
                before.tensor(name).floats(), after.tensor(name).floats(), name));
    }

    @Test
    void cutToItsOwnRankAnAdapterComputesTheSame() {
        Path source = FIXTURES.resolve("lora");
        AdapterConfig config = AdapterFiles.readConfig(source);
        Map<String, Tensor> adapter =
                AdapterMethod.of(config, LinearModules.model(MODULES)).load(source);
        List<AdaptedModule> adapted = TargetModules.match(config, MODULES);
        CutAdapter<CutUpdate> cut = CutAdapter.bySvd(CutAdapter.updates(adapter, adapted));
        Map<String, Tensor> padded = cut.padded(adapter, config.r());
        for (CutUpdate update : cut.updates()) {
            String module = update.update().module();
            assertClose(
                    Updates.full(update.update()),
                    Updates.full(new LowRankUpdate(
                            module,
                            update.update().scaling(),
                            padded.get(AdapterNames.loraA(module)),
                            padded.get(AdapterNames.loraB(module)))));
        }
        assertEquals(ParameterCount.ofAdapters(adapted), cut.parametersAt(config.r()));
    }

    @Test
    void anAdapterIsNotReplacedByItsCut() {
        Path source = FIXTURES.resolve("lora");
        CutAdapter<CutUpdate> cut = CutAdapter.bySvd(StoredUpdates.read(source).updates());
        assertThrows(RequestException.class, () -> cut.write(source, 1, source.resolve("../lora")));
    }

    private static void assertClose(DMatrixRMaj expected, DMatrixRMaj found) {
        assertArrayEquals(expected.getData(), found.getData(), 1e-6);
    }
}
