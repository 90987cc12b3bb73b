package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.graph.Tensor;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;

/** An adapter of a ViT from before its modules were called otherwise, beside the same one under the names of today. */
class OlderNamesTest {
    private static final Path ADAPTERS = Fixtures.ROOT.resolve("golden/vit-tiny/lora");

    @TempDir
    Path folder;

    @Test
    void anAdapterUnderOlderNamesIsTheSameAndIsWrittenUnderThoseOfToday() throws IOException {
        HeadSpec head = HeadSpec.of(Task.IMAGE_CLASSIFICATION);
        try (HuggingFaceModel model = HuggingFaceModel.open(Fixtures.ROOT.resolve("models/vit-tiny"), head)) {
            Path older = ADAPTERS.resolve("adapter_init_oldnames");
            AdapterConfig config = AdapterFiles.readConfig(older);
            assertEquals(List.of("query", "value"), config.targetModules().suffixes());
            AdapterMethod method = AdapterMethod.of(config, model);
            Map<String, Tensor> expected = method.load(ADAPTERS.resolve("adapter_init"));
            assertFalse(expected.isEmpty());
            assertSame(expected, method.load(older));

            method.save(folder, new BaseReference("vit-tiny", Task.IMAGE_CLASSIFICATION), method.load(older));
            assertSame(expected, method.load(folder));
            List<String> written =
                    AdapterFiles.readConfig(folder).targetModules().suffixes();
            assertEquals("vit.layers.0.attention.q_proj", written.get(0));
        }
    }

    private static void assertSame(Map<String, Tensor> expected, Map<String, Tensor> found) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, values) ->
                assertArrayEquals(values.floats(), found.get(name).floats(), name));
    }
}
