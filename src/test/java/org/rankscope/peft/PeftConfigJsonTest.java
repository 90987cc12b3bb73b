package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rankscope.graph.Shape;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;

/** Against adapters that PEFT 0.21 wrote. */
class PeftConfigJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tiny/lora",
                "llama-tiny/lora_all_linear",
                "llama-tiny/lora_one_layer",
                "llama-tiny/lora_pattern",
                "llama-tiny/lora_regex",
                "llama-tiny/lora_rslora",
                "llama-tiny/lora_dora",
                "llama-tiny/ia3",
                "llama-tiny-bias/lora_bias_all",
                "llama-tiny-bias/lora_bias_lora_only"
            })
    void thePeftLibrarysAdaptersHaveTheTensorsThatTheirConfigurationAsksFor(String name) throws Exception {
        List<LinearModule> modules = LinearModules.tiny(name.startsWith("llama-tiny-bias"));
        AdapterConfig config = PeftConfigJson.parse(json(name), name);
        AdapterMethod method = AdapterMethod.of(config, LinearModules.model(modules));
        Map<String, Shape> expected = new TreeMap<>(method.storedShapes());
        assertEquals(shapesIn(folder(name).resolve("adapter_model.safetensors")), expected);
        assertEquals(expected.values().stream().mapToLong(Shape::elements).sum(), ParameterCount.of(method));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-tiny/lora",
                "llama-tiny/lora_all_linear",
                "llama-tiny/lora_one_layer",
                "llama-tiny/lora_pattern",
                "llama-tiny/lora_regex",
                "llama-tiny/lora_rslora",
                "llama-tiny/lora_dora",
                "llama-tiny/ia3",
                "llama-tiny-bias/lora_bias_all"
            })
    void whatIsWrittenEqualsWhatPeftWroteInEveryFieldAndReadsBack(String name) throws Exception {
        AdapterConfig config = PeftConfigJson.parse(json(name), name);
        List<AdaptedModule> adapted =
                TargetModules.match(config, LinearModules.tiny(name.startsWith("llama-tiny-bias")));
        JsonNode written = StrictJson.mapper()
                .readTree(StrictJson.toText(PeftConfigJson.toJson(
                        config, adapted, new BaseReference(name.substring(0, name.indexOf('/')), Task.CAUSAL_LM))));
        JsonNode original = json(name);
        written.properties()
                .forEach(field -> assertEquals(original.get(field.getKey()), field.getValue(), field.getKey()));
        assertEquals(config, PeftConfigJson.parse(written, name));
    }

    @Test
    void allLinearIsWrittenAsTheNamesThatItCameTo() {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .r(8)
                .loraAlpha(16.0)
                .loraDropout(0.0)
                .targetModules(TargetSpec.pattern("all-linear"))
                .build();
        List<AdaptedModule> adapted = TargetModules.match(config, LinearModules.tiny(false));
        List<?> names = (List<?>) PeftConfigJson.toJson(config, adapted, new BaseReference("x", Task.CAUSAL_LM))
                .get("target_modules");
        assertEquals(14, names.size());
        assertTrue(names.contains("model.layers.1.mlp.down_proj") && !names.contains("lm_head"));
    }

    @Test
    void adaptersOfOtherKindsAreRefusedByField() throws Exception {
        ObjectNode json = json("llama-tiny/lora").put("peft_type", "OFT");
        RequestException error = assertThrows(RequestException.class, () -> PeftConfigJson.parse(json, "oft"));
        assertTrue(error.getMessage().contains("'peft_type'"), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lora_bias | true",
                "layer_replication | [[0,1],[0,2]]",
                "exclude_modules | [\"q_proj\"]",
                "init_lora_weights | \"pissa\"",
                "init_lora_weights | \"loftq\"",
                "use_qalora | true",
                "a_field_of_tomorrow | {\"on\":1}",
                "target_parameters | [\"x\"]",
                "r | 4.5",
                "r | \"8\"",
                "lora_alpha | \"16\"",
                "lora_dropout | 1.0",
                "bias | \"some\"",
                "rank_pattern | [1]",
                "rank_pattern | {\"q_proj\": 1.5}",
                "target_modules | 3",
                "use_rslora | 1"
            })
    void aFieldThatChangesTheResultOrIsBrokenIsRefusedByName(String field, String value) throws Exception {
        ObjectNode json = json("llama-tiny/lora");
        json.set(field, StrictJson.mapper().readTree(value));
        RequestException error =
                assertThrows(RequestException.class, () -> PeftConfigJson.parse(json, "a/adapter_config.json"));
        assertTrue(error.getMessage().startsWith("a/adapter_config.json: field '" + field + "'"), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a_field_of_tomorrow | null",
                "a_field_of_tomorrow | false",
                "a_field_of_tomorrow | []",
                "init_lora_weights | \"gaussian\"",
                "init_lora_weights | false",
                "runtime_config | {\"ephemeral_gpu_offload\":false}",
                "layers_pattern | \"layers\"",
                "task_type | null",
                "fan_in_fan_out | true",
                "peft_version | \"0.3.0\""
            })
    void aFieldWithoutEffectIsPassedOver(String field, String value) throws Exception {
        ObjectNode json = json("llama-tiny/lora");
        json.set(field, StrictJson.mapper().readTree(value));
        assertEquals(PeftConfigJson.parse(json("llama-tiny/lora"), "a"), PeftConfigJson.parse(json, "b"));
    }

    @Test
    void aSingleLayerMayStandWithoutAList() throws Exception {
        ObjectNode json = json("llama-tiny/lora");
        json.put("layers_to_transform", 1);
        assertEquals(List.of(1), PeftConfigJson.parse(json, "a").layersToTransform());
        json.put("layers_pattern", "layers");
        assertThrows(RequestException.class, () -> PeftConfigJson.parse(json, "a"));
    }

    @Test
    void rankStabilisedLoraIsWrittenAsPeftsFlag() {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .targetModules(TargetSpec.list(List.of("q_proj")))
                .method(AdapterConfig.Method.RSLORA)
                .r(8)
                .loraAlpha(12.5)
                .loraDropout(0.0)
                .build();
        Map<String, Object> json = PeftConfigJson.toJson(config, List.of(), new BaseReference("x", Task.CAUSAL_LM));
        assertEquals(true, json.get("use_rslora"));
        assertEquals(12.5, json.get("lora_alpha"));
        assertFalse(json.containsKey("method"));
    }

    private static ObjectNode json(String name) throws IOException, URISyntaxException {
        return (ObjectNode) StrictJson.readTree(folder(name).resolve("adapter_config.json"));
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(PeftConfigJsonTest.class.getResource(name).toURI());
    }

    private static Map<String, Shape> shapesIn(Path safetensors) throws IOException {
        byte[] bytes = Files.readAllBytes(safetensors);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Map<String, Shape> shapes = new TreeMap<>();
        StrictJson.mapper().readTree(bytes, 8, length).properties().forEach(tensor -> {
            if (tensor.getValue().has("shape")) {
                long[] dims = StrictJson.mapper().convertValue(tensor.getValue().get("shape"), long[].class);
                shapes.put(tensor.getKey(), Shape.of(dims));
            }
        });
        return shapes;
    }

    /** Published adapters have patterns for modules of other models, too; only what is to be trained is refused for it. */
    @Test
    void aPatternForModulesThatAreNotThereIsOpenedButNotTrained() {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .targetModules(TargetSpec.list(List.of("q_proj")))
                .rankPattern(Map.of("k_proj", 4, "q_proj", 2))
                .build();
        ModelGraph model = LinearModules.model(LinearModules.tiny(false));
        assertEquals(4, AdapterMethod.of(config, model).trainable().size());
        assertEquals(
                List.of(
                        "rank_pattern: 'k_proj' matches no adapted module, since target_modules leaves out what it means."
                                + " Adapted here: q_proj."),
                PatternKeys.unused(List.of(config), model));
    }
}
