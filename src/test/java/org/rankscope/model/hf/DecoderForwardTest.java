package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.safetensors.SafetensorsFile;
import org.rankscope.safetensors.SafetensorsWriter;

/** Logits against those of the transformers library. */
class DecoderForwardTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "llama-tiny, config.json, forward_f64",
        "llama-tiny, config.v4.json, forward_f64",
        "llama-tiny-bias, config.json, forward_f64",
        "llama-tiny-bias, config.v4.json, forward_f64",
        "llama-tiny-bf16, config.json, forward_f32",
        "qwen2-tiny, config.json, forward_f64",
        "qwen2-tiny, config.v4.json, forward_f64",
        "gpt2-tiny, config.json, forward_f64",
        "gpt2-tiny, config.v4.json, forward_f64"
    })
    void logitsEqualTheReference(String name, String config, String reference) throws IOException {
        Path source = FIXTURES.resolve("models").resolve(name);
        Files.copy(source.resolve(config), folder.resolve("config.json"));
        Files.copy(source.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        assertLogits(name.endsWith("bf16") ? "llama-tiny" : name, name, reference);
    }

    /** The first published files of GPT-2 have no prefix, and hold the causal masks. */
    @Test
    void bareNamesAndMasksOfOlderFilesAreRead() throws IOException {
        Path source = FIXTURES.resolve("models/gpt2-tiny");
        Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
        SafetensorsFile file = SafetensorsFile.open(source.resolve("model.safetensors"));
        Map<String, Tensor> bare = new LinkedHashMap<>();
        file.names().forEach(name -> bare.put(name.replaceFirst("^transformer\\.", ""), file.tensor(name)));
        bare.put("h.0.attn.bias", Tensor.zeros(DType.FLOAT, Shape.of(1, 1, 256, 256)));
        bare.put("h.0.attn.masked_bias", Tensor.ofFloats(Shape.SCALAR, -1e4f));
        SafetensorsWriter.write(folder.resolve("model.safetensors"), bare, Map.of());
        assertLogits("gpt2-tiny", "gpt2-tiny", "forward_f64");
    }

    /** GPT-NeoX's files call the head embed_out, the library now calls it lm_head. */
    @Test
    void namesInMemoryAreReadAsWell() throws IOException {
        TinyDecoders.write(folder, "gpt_neox plain", Task.CAUSAL_LM);
        Path checkpoint = folder.resolve("model.safetensors");
        SafetensorsFile file = SafetensorsFile.open(checkpoint);
        assertTrue(file.names().contains("embed_out.weight"), file.names().toString());
        float[] before;
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        try (HuggingFaceModel model = HuggingFaceModel.open(folder)) {
            assertTrue(model.linearModules().stream()
                    .anyMatch(module -> module.name().equals("lm_head")));
            before = logits(model, 12, 0);
            file.names().forEach(name -> renamed.put(name.replace("embed_out", "lm_head"), file.tensor(name)));
        }
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.copy(folder.resolve("config.json"), other.resolve("config.json"));
        SafetensorsWriter.write(other.resolve("model.safetensors"), renamed, Map.of());
        try (HuggingFaceModel model = HuggingFaceModel.open(other)) {
            assertArrayEquals(before, logits(model, 12, 0));
        }
    }

    private void assertLogits(String inputsOf, String name, String reference) {
        Path golden = FIXTURES.resolve("golden");
        SafetensorsFile inputs = SafetensorsFile.open(golden.resolve(inputsOf).resolve("forward_inputs.safetensors"));
        Tensor expected = SafetensorsFile.open(golden.resolve(name).resolve(reference + ".safetensors"))
                .tensor("logits");
        Tensor ids = inputs.tensor("input_ids");
        Tensor mask = inputs.tensor("attention_mask");
        int batch = (int) ids.shape().dim(0);
        int seq = (int) ids.shape().dim(1);
        float[] logits;
        try (HuggingFaceModel model = HuggingFaceModel.open(folder);
                Session session = Session.open(model.forward(batch, seq), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of("input_ids", ids, "attention_mask", mask))) {
            logits = results.tensor("logits").floats();
        }

        long[] present = mask.longs();
        int vocab = logits.length / present.length;
        int compared = 0;
        for (int i = 0; i < logits.length; i++) {
            if (present[i / vocab] == 1) {
                double want = expected.dtype() == DType.DOUBLE
                        ? expected.data().getDouble(i * Double.BYTES)
                        : expected.data().getFloat(i * Float.BYTES);
                assertEquals(want, logits[i], 1e-4, "logit " + i);
                compared++;
            }
        }
        assertTrue(compared > logits.length / 2, "only " + compared + " logits were compared");
    }

    /** 256 tokens attend in two blocks, 250 in one. */
    @Test
    void blocksOfQueriesAttendAsAllQueriesAtOnce() throws IOException {
        LlamaInitializer.write(folder, new LlamaShape(32, 2, 4, 2, 64, 50, 256, false), 1);
        int seq = 256;
        int shorter = 250;
        int padded = 7;
        try (HuggingFaceModel model = HuggingFaceModel.open(folder)) {
            float[] inBlocks = logits(model, seq, padded);
            float[] atOnce = logits(model, shorter, padded);
            int vocab = model.vocabSize();
            for (int row = 0; row < 2; row++) {
                for (int i = row * padded * vocab; i < shorter * vocab; i++) {
                    float want = atOnce[row * shorter * vocab + i];
                    assertEquals(want, inBlocks[row * seq * vocab + i], 1e-5, "row " + row + ", logit " + i);
                }
            }
        }
    }

    /** Logits of two rows of the same tokens, of which the second begins with {@code padded} that are not there. */
    private static float[] logits(HuggingFaceModel model, int seq, int padded) {
        long[] ids = new long[2 * seq];
        long[] mask = new long[2 * seq];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (i % seq) * 31L % model.vocabSize();
            mask[i] = i >= seq && i < seq + padded ? 0 : 1;
        }
        Shape shape = Shape.of(2, seq);
        try (Session session = Session.open(model.forward(2, seq), model::weight, SessionConfig.on(Device.CPU));
                Session.Results results = session.run(Map.of(
                        "input_ids", Tensor.ofLongs(shape, ids), "attention_mask", Tensor.ofLongs(shape, mask)))) {
            return results.tensor("logits").floats();
        }
    }
}
