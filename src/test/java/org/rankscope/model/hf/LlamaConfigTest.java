package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.model.hf.Fixtures.LLAMA_TINY;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.Shape;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.safetensors.SafetensorsFile;

class LlamaConfigTest {
    private static final HeadSpec LANGUAGE_MODEL = HeadSpec.of(Task.CAUSAL_LM);

    @TempDir
    private Path folder;

    @Test
    void bothFormsOfTheFileGiveTheSameModel() {
        LlamaConfig config = read(LLAMA_TINY.resolve("config.json"));
        assertEquals(config, read(LLAMA_TINY.resolve("config.v4.json")));
        assertEquals(
                new LlamaConfig(
                        64,
                        172,
                        2,
                        Heads.grouped(4, 2, 16),
                        1e-5,
                        Activation.SILU,
                        RopeParameters.plain(10_000, 16),
                        false,
                        false,
                        false,
                        new Tokens(512, 256, false, OptionalInt.of(1), OptionalInt.of(2))),
                config);
    }

    @Test
    void parametersAreThoseOfTheFile() {
        SafetensorsFile file = SafetensorsFile.open(LLAMA_TINY.resolve("model.safetensors"));
        Map<String, Shape> stored = new LinkedHashMap<>();
        file.names().forEach(name -> stored.put(name, file.shape(name)));
        assertEquals(stored, graph(LLAMA_TINY.resolve("config.json")).parameters());
    }

    @Test
    void whatIsLeftOutHasTheLibrarysDefaults() throws IOException {
        Path file = write("""
                {"model_type": "llama", "hidden_size": 64, "intermediate_size": 172, "num_hidden_layers": 2,
                 "num_attention_heads": 4, "vocab_size": 512, "pad_token_id": -1,
                 "eos_token_id": [7, 8], "head_dim": null}""");
        LlamaConfig config = read(file);
        assertEquals(
                new LlamaConfig(
                        64,
                        172,
                        2,
                        Heads.of(4, 16),
                        1e-6,
                        Activation.SILU,
                        RopeParameters.plain(10_000, 16),
                        false,
                        false,
                        false,
                        new Tokens(512, 2048, false, OptionalInt.of(7), OptionalInt.empty())),
                config);
        assertEquals(7, config.tokens().fillTokenId());
    }

    @Test
    void biasesAndTyingShowInTheParameters() throws IOException {
        ModelGraph model =
                graph(changed(Map.of("attention_bias", true, "mlp_bias", true, "tie_word_embeddings", true)));
        Map<String, Shape> parameters = model.parameters();
        assertEquals(Shape.of(32), parameters.get("model.layers.1.self_attn.k_proj.bias"));
        assertEquals(Shape.of(172), parameters.get("model.layers.0.mlp.up_proj.bias"));
        assertFalse(parameters.containsKey("lm_head.weight"));
        assertTrue(model.linearModules().get(14).head());
    }

    @Test
    void linearModulesComeInTheOrderOfTheForwardPass() {
        List<LinearModule> modules = graph(LLAMA_TINY.resolve("config.json")).linearModules();
        assertEquals(
                List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
                modules.subList(7, 14).stream()
                        .map(module -> module.name().substring(module.name().lastIndexOf('.') + 1))
                        .toList());
        assertEquals(new LinearModule("model.layers.0.self_attn.k_proj", 64, 32, false, false), modules.get(1));
        assertEquals(new LinearModule("model.layers.1.mlp.down_proj", 172, 64, false, false), modules.get(13));
        assertEquals(new LinearModule("lm_head", 64, 512, false, true), modules.get(14));
        assertEquals(15, modules.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hidden_size             | null          | 'hidden_size' is missing
            hidden_size             | "64"          | 'hidden_size' is "64"
            num_hidden_layers       | 0             | above 0
            num_hidden_layers       | 2.5           | whole number
            num_hidden_layers       | 99999999999   | whole number
            intermediate_size       | -3            | 'intermediate_size' is -3
            vocab_size              | true          | 'vocab_size' is true
            num_key_value_heads     | 3             | divisor of num_attention_heads, which is 4
            head_dim                | 15            | even size
            rms_norm_eps            | 0             | 'rms_norm_eps' is 0
            rope_theta              | "x"           | 'rope_theta' is "x"
            hidden_act              | "softplus"    | silu
            attention_bias          | 1             | true or false
            eos_token_id            | "end"         | token id
            pad_token_id            | 512           | vocab_size, which is 512
            model_type              | "mamba"       | Known: llama
            rope_scaling            | {"type": "ntk", "factor": 4} | "ntk", expected one of default, linear, dynamic, llama3, yarn, longrope
            rope_scaling            | {"type": "longrope", "long_factor": [1]} | 'rope_scaling.short_factor' is missing
            rope_scaling            | {"rope_type": "linear"} | 'rope_scaling.factor' is missing
            rope_scaling            | {"rope_type": "linear", "factor": 0.5} | at least 1
            rope_scaling | {"type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 1} | more than
            rope_scaling            | 7             | an object
            quantization_config     | {"bits": 4}   | quantised
            """)
    void wrongFieldsAreRefusedByName(String field, String value, String expected) throws IOException {
        Path file = changed(Map.of(field, StrictJson.mapper().readTree(value)));
        assertRefused(file, () -> read(file), expected);
    }

    @Test
    void aSizeThatHeadsDontDivideNeedsAHeadDim() throws IOException {
        ObjectNode tree = tree();
        tree.remove("head_dim");
        tree.put("hidden_size", 66);
        Path file = write(tree.toString());
        assertRefused(file, () -> read(file), "'hidden_size' is 66", "multiple of num_attention_heads");
    }

    @Test
    void aFileThatIsNoConfigIsRefused() throws IOException {
        Path file = write("{\"task\": \"none\"}");
        assertRefused(file, () -> read(file), "neither 'model_type' nor 'architectures'", "Known: llama");
        Path missing = folder.resolve("none.json");
        assertRefused(missing, () -> read(missing), "no such file; expected a Hugging Face model with config.json");
    }

    @Test
    void everyArchitectureIsNamedInTheMessage() throws IOException {
        Path file = changed(Map.of("model_type", "other"));
        for (Architecture known : Architecture.values()) {
            assertRefused(file, () -> read(file), known.modelType());
        }
    }

    private static LlamaConfig read(Path file) {
        return ((Llama) ((DecoderNetwork) Architecture.read(file, LANGUAGE_MODEL)).decoder()).config;
    }

    private static ModelGraph graph(Path file) {
        return HuggingFaceModel.graph(file, LANGUAGE_MODEL);
    }

    private Path changed(Map<String, ?> fields) throws IOException {
        ObjectNode tree = tree();
        fields.forEach(tree::putPOJO);
        return write(StrictJson.toText(tree));
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }

    private static ObjectNode tree() {
        return (ObjectNode) StrictJson.readTree(LLAMA_TINY.resolve("config.v4.json"));
    }
}
