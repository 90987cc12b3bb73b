package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;

/** What is adapted where {@code target_modules} is left out. */
class DefaultTargetsTest {
    private static final Path MODELS = Path.of("src/test/resources/fixtures/library/5.18");

    static Stream<Path> knownToPeft() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.filter(folder -> expected(folder).has("default_targets")).sorted().toList().stream();
        }
    }

    /** PEFT goes by a table of model types, here the names of the layers decide. */
    @ParameterizedTest
    @MethodSource("knownToPeft")
    void modulesArePeftsDefault(Path folder) {
        Set<String> wanted = new TreeSet<>();
        expected(folder).path("default_targets").forEach(name -> wanted.add(name.asText()));
        assertEquals(wanted, new TreeSet<>(adapted(folder)));
    }

    /** PEFT has no default for these. */
    @ParameterizedTest
    @CsvSource({
        "phi3, qkv_proj, 2",
        "distilbert-cls, q_lin, 4",
        "vit-nobias, q_proj, 4",
        "deit, q_proj, 4",
        "clip, q_proj, 8",
        "t5, q, 12"
    })
    void otherModelsHaveOneAsWell(String name, String kind, int count) {
        List<String> adapted = adapted(MODELS.resolve(name));
        assertEquals(count, adapted.size(), adapted.toString());
        assertTrue(adapted.stream().anyMatch(module -> module.endsWith("." + kind)), adapted.toString());
    }

    /** PEFT's TRANSFORMERS_MODELS_TO_IA3_TARGET_MODULES_MAPPING, and the one for feed-forward modules. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama3 | k_proj, v_proj, down_proj | down_proj",
                "mistral | k_proj, v_proj, down_proj | down_proj",
                "gpt2-scale | c_attn, mlp.c_proj | mlp.c_proj",
                "bloom-post | query_key_value, mlp.dense_4h_to_h | mlp.dense_4h_to_h",
                "gpt_neox | query_key_value, dense_4h_to_h | dense_4h_to_h",
                "falcon | query_key_value, dense_4h_to_h | dense_4h_to_h",
                "roberta-cls | key, value, output.dense | output.dense",
                "deberta-cls | key_proj, value_proj, output.dense | output.dense",
                "t5 | k, v, wo | wo"
            })
    void ofIa3TheyArePeftsDefaultToo(String name, String targets, String feedForward) {
        List<LinearModule> modules = HuggingFaceModel.graph(MODELS.resolve(name).resolve("config.json"))
                .linearModules();
        AdapterConfig usual =
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.IA3).build();
        AdapterConfig named = AdapterConfigBuilder.builder(usual)
                .targetModules(TargetSpec.list(List.of(targets.split(", "))))
                .feedforwardModules(TargetSpec.list(List.of(feedForward)))
                .build();
        List<AdaptedModule> adapted = TargetModules.match(usual, modules);
        assertEquals(TargetModules.match(named, modules), adapted);
        assertEquals(Ia3FeedForward.among(adapted, named, modules), Ia3FeedForward.among(adapted, usual, modules));
    }

    @Test
    void whatTheModelCallsThemIsWrittenBesideTheAdapter() {
        List<LinearModule> modules = HuggingFaceModel.graph(
                        MODELS.resolve("bloom-cls").resolve("config.json"))
                .linearModules();
        AdapterConfig config = config();
        assertEquals(
                List.of("query_key_value"),
                PeftConfigJson.toJson(
                                config,
                                TargetModules.match(config, modules),
                                new BaseReference("bloom", Task.SEQUENCE_CLASSIFICATION))
                        .get("target_modules"));
    }

    @Test
    void aModelWithoutAttentionAsksForNames() {
        List<LinearModule> modules = List.of(new LinearModule("fc1", 8, 8, true, false));
        String message = assertThrows(RequestException.class, () -> TargetModules.match(config(), modules))
                .getMessage();
        assertTrue(message.contains("left out") && message.contains("fc1"), message);
    }

    private static AdapterConfig config() {
        return AdapterConfigBuilder.builder().r(2).build();
    }

    private static List<String> adapted(Path folder) {
        return TargetModules.match(
                        config(),
                        HuggingFaceModel.graph(folder.resolve("config.json")).linearModules())
                .stream()
                .map(module -> module.module().name())
                .collect(Collectors.toList());
    }

    private static JsonNode expected(Path folder) {
        return StrictJson.readTree(folder.resolve("expected.json"));
    }
}
