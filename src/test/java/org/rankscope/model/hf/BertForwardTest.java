package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Tensor;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;

/** Logits against those of the transformers library. */
class BertForwardTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "bert-tiny-cls, config.json, SEQUENCE_CLASSIFICATION",
        "bert-tiny-cls, config.v4.json, SEQUENCE_CLASSIFICATION",
        "bert-tiny-tok, config.json, TOKEN_CLASSIFICATION",
        "bert-tiny-tok, config.v4.json, TOKEN_CLASSIFICATION"
    })
    void logitsEqualTheReference(String name, String config, Task task) throws IOException {
        Path source = Fixtures.ROOT.resolve("models").resolve(name);
        Path golden = Fixtures.ROOT.resolve("golden").resolve(name);
        Files.copy(source.resolve(config), folder.resolve("config.json"));
        Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        SafetensorsFile given = SafetensorsFile.open(golden.resolve("forward_inputs.safetensors"));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (String input : new String[] {"input_ids", "attention_mask", "token_type_ids"}) {
            inputs.put(input, given.tensor(input));
        }
        double[] expected = SafetensorsFile.open(golden.resolve("forward_f64.safetensors"))
                .tensor("logits")
                .doubles();
        float[] logits;
        try (HuggingFaceModel model = HuggingFaceModel.open(folder, HeadSpec.of(task));
                Session session = Session.open(model.forward(4, 24), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(inputs)) {
            logits = results.tensor("logits").floats();
        }

        assertEquals(expected.length, logits.length);
        long[] present = inputs.get("attention_mask").longs();
        int classes = task == Task.TOKEN_CLASSIFICATION ? logits.length / present.length : logits.length;
        int compared = 0;
        for (int i = 0; i < logits.length; i++) {
            if (present[i / classes] == 1) {
                assertEquals(expected[i], logits[i], 1e-4, "logit " + i);
                compared++;
            }
        }
        assertTrue(compared > logits.length / 2, "only " + compared + " logits were compared");
    }
}
