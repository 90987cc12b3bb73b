package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;

class TargetModulesTest {
    private static final List<LinearModule> TINY = LinearModules.tiny(false);

    @Test
    void aListMatchesTheEndOfANameAtADot() {
        List<LinearModule> modules = List.of(
                linear("model.layers.0.self_attn.q_proj"),
                linear("model.layers.0.self_attn.eq_proj"),
                linear("q_proj"),
                linear("model.layers.0.q_proj.inner"));
        assertEquals(List.of("model.layers.0.self_attn.q_proj", "q_proj"), names(match(list("q_proj"), modules)));
    }

    @Test
    void aWholeNameMeansThatModuleOnly() {
        assertEquals(List.of("model.layers.1.mlp.up_proj"), names(match(list("model.layers.1.mlp.up_proj"), TINY)));
    }

    @Test
    void aStringMustMatchTheWholeName() {
        TargetSpec spec = TargetSpec.pattern(".*layers\\.\\d+\\.(self_attn\\.(q|k)|mlp\\.gate)_proj");
        assertEquals(6, match(spec, TINY).size());
        assertEquals(List.of("lm_head"), names(match(TargetSpec.pattern("lm_hea(?P<last>d)"), TINY)));
        RequestException error = assertThrows(RequestException.class, () -> match(TargetSpec.pattern("q_proj"), TINY));
        assertTrue(
                error.getMessage().contains("'q_proj'")
                        && error.getMessage().contains("model.layers.0.self_attn.q_proj"),
                error.getMessage());
    }

    @Test
    void allLinearLeavesOutTheHead() {
        List<String> names = names(match(TargetSpec.pattern("all-linear"), TINY));
        assertEquals(14, names.size());
        assertTrue(names.stream().allMatch(name -> name.startsWith("model.layers.")));
    }

    @Test
    void allLinearOnAModelOfConvolutionsAndAHeadIsRefused() {
        List<LinearModule> modules = List.of(
                new LinearModule("conv", 3, 8, false, false, WeightLayout.OUT_IN, List.of(3L, 3L), 1),
                new LinearModule("fc", 8, 4, false, true));
        RequestException error =
                assertThrows(RequestException.class, () -> match(TargetSpec.pattern("all-linear"), modules));
        assertTrue(error.getMessage().contains("known here: conv, fc"), error.getMessage());
    }

    @Test
    void aSavedModuleMeansAllThatIsUnderItAndEveryPathWithThatEnd() {
        AdapterConfig saving = AdapterConfig.lora(2, 4, List.of("query")).savingAlso(Set.of("classifier"));
        for (String name : List.of("classifier", "classifier.dense", "classifier.out_proj", "pre_classifier")) {
            assertTrue(saving.savesModule(name), name);
        }
        for (String name : List.of("encoder.query", "classifiers", "classifier2.dense", "class")) {
            assertFalse(saving.savesModule(name), name);
        }
    }

    @Test
    void freshModulesAreAddedOnceToThoseThatAreSaved() {
        AdapterConfig saving = AdapterConfig.lora(2, 4, List.of("query"))
                .savingAlso(Set.of("classifier"))
                .savingAlso(Set.of("pre_classifier", "classifier.dense", "bert.pooler"));
        assertEquals(List.of("classifier", "bert.pooler"), saving.modulesToSave());
    }

    @Test
    void layersOfASavedModuleGetNoAdapter() {
        List<LinearModule> modules =
                List.of(linear("roberta.layer.0.dense"), linear("classifier.dense"), linear("classifier.out_proj"));
        AdapterConfig saving = AdapterConfig.lora(2, 4, List.of("dense")).savingAlso(Set.of("classifier"));
        assertEquals(List.of("roberta.layer.0.dense"), names(TargetModules.match(saving, modules)));
        assertEquals(
                Set.of(
                        "roberta.layer.0.dense.lora_A.weight",
                        "roberta.layer.0.dense.lora_B.weight",
                        "classifier.dense.weight",
                        "classifier.out_proj.weight"),
                AdapterMethod.of(saving, LinearModules.model(modules))
                        .trainable()
                        .keySet());
    }

    @Test
    void theHeadCanBeNamed() {
        assertEquals(List.of("lm_head"), names(match(list("lm_head"), TINY)));
    }

    @Test
    void layersToTransformKeepsThoseBlocksAndWholeNames() {
        AdapterConfig config =
                config(list("v_proj", "model.layers.0.self_attn.q_proj"), Map.of(), Map.of(), false, List.of(1));
        RequestException error = assertThrows(
                RequestException.class,
                () -> TargetModules.match(config(list("v_proj"), Map.of(), Map.of(), false, List.of(1, 7)), TINY));
        assertTrue(error.getMessage().contains("block 7") && error.getMessage().contains("0 to 1"), error.getMessage());
        assertEquals(
                List.of("model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.v_proj"),
                names(TargetModules.match(config, TINY)));
    }

    @Test
    void layersToTransformBesideAnExpressionIsRefused() {
        AdapterConfig config = config(TargetSpec.pattern(".*q_proj"), Map.of(), Map.of(), false, List.of(1));
        assertThrows(RequestException.class, () -> TargetModules.match(config, TINY));
    }

    @Test
    void patternsMatchTheEndOfANameAndTheFirstKeyWins() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("layers.1.self_attn.q_proj", 12);
        ranks.put("q_proj|k_proj", 3);
        ranks.put(".*q_proj", 5);
        AdapterConfig config =
                config(list("q_proj", "k_proj", "v_proj"), ranks, Map.of("v_proj", 4.0), false, List.of());
        List<AdaptedModule> adapted = TargetModules.match(config, TINY);
        assertEquals(
                List.of(3, 3, 8, 12, 3, 8),
                adapted.stream().map(AdaptedModule::rank).toList());
        assertEquals(
                List.of(16 / 3.0, 16 / 3.0, 0.5, 16 / 12.0, 16 / 3.0, 0.5),
                adapted.stream().map(AdaptedModule::scaling).toList());
    }

    @Test
    void aPatternKeyDoesNotMatchInsideAPart() {
        AdapterConfig config =
                config(list("q_proj"), Map.of("proj", 2, "_proj", 3, "self_attn", 4), Map.of(), false, List.of());
        assertTrue(TargetModules.match(config, TINY).stream().allMatch(module -> module.rank() == 8));
    }

    @Test
    void rankStabilisedScalingDividesByTheRoot() {
        AdapterConfig config = config(list("q_proj"), Map.of(), Map.of(), true, List.of());
        assertEquals(16 / Math.sqrt(8), TargetModules.match(config, TINY).get(0).scaling(), 1e-15);
    }

    @Test
    void anEntryThatMatchesNothingListsNearNames() {
        RequestException error = assertThrows(RequestException.class, () -> match(list("q_proj", "v_prj"), TINY));
        assertTrue(
                error.getMessage().contains("'v_prj'")
                        && error.getMessage().contains("'v_proj'")
                        && error.getMessage().contains("gate_proj"),
                error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, at least 1", "-3, at least 1"})
    void aRankThatDoesNotFitIsRefused(int rank, String limit) {
        RequestException error = assertThrows(
                RequestException.class,
                () -> TargetModules.match(AdapterConfig.lora(rank, 16, List.of("v_proj")), TINY));
        assertTrue(
                error.getMessage().contains(String.valueOf(rank))
                        && error.getMessage().contains(limit),
                error.getMessage());
    }

    /** PEFT takes it; it makes for another start, and as an update it is of the rank that the layer allows. */
    @ParameterizedTest
    @EnumSource(
            value = AdapterConfig.Method.class,
            names = {"LORA", "RSLORA", "DORA", "QLORA", "DYLORA", "ADALORA"})
    void theRankMayBeMoreThanALayersSmallerSide(AdapterConfig.Method method) {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(method)
                .r(66)
                .targetModules(list("v_proj"))
                .build();
        assertEquals(
                method == AdapterConfig.Method.ADALORA ? 99 : 66,
                TargetModules.match(config, TINY).get(0).rank());
    }

    @Test
    void brokenExpressionsAreNamed() {
        RequestException error =
                assertThrows(RequestException.class, () -> match(TargetSpec.pattern(".*(q|v_proj"), TINY));
        assertTrue(
                error.getMessage().startsWith("target_modules: '.*(q|v_proj' is not a regular expression"),
                error.getMessage());
        AdapterConfig config = config(list("q_proj"), Map.of("q_proj)", 4), Map.of(), false, List.of());
        assertThrows(RequestException.class, () -> TargetModules.match(config, TINY));
    }

    @Test
    void otherMethodsAddNoUpdate() {
        AdapterConfig full =
                AdapterConfigBuilder.builder().method(AdapterConfig.Method.FULL).build();
        assertEquals(List.of(), TargetModules.match(full, TINY));
    }

    private static List<AdaptedModule> match(TargetSpec spec, List<LinearModule> modules) {
        return TargetModules.match(config(spec, Map.of(), Map.of(), false, List.of()), modules);
    }

    private static AdapterConfig config(
            TargetSpec spec,
            Map<String, Integer> ranks,
            Map<String, Double> alphas,
            boolean rslora,
            List<Integer> layers) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.LORA)
                .r(8)
                .loraAlpha(16.0)
                .loraDropout(0.0)
                .targetModules(spec)
                .useRslora(rslora)
                .useDora(false)
                .rankPattern(ranks)
                .alphaPattern(alphas)
                .layersToTransform(layers)
                .build();
    }

    private static TargetSpec list(String... suffixes) {
        return TargetSpec.list(List.of(suffixes));
    }

    private static LinearModule linear(String name) {
        return new LinearModule(name, 64, 64, false, false);
    }

    private static List<String> names(List<AdaptedModule> adapted) {
        return adapted.stream().map(module -> module.module().name()).toList();
    }

    /** It would be written into the adapter's file, which has no magnitudes then. */
    @ParameterizedTest
    @EnumSource(
            value = AdapterConfig.Method.class,
            names = {"QLORA", "ADALORA", "DYLORA", "IA3", "FULL"})
    void magnitudesAreForLoraAlone(AdapterConfig.Method method) {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .method(method)
                .useDora(true)
                .targetModules(list("q_proj"))
                .build();
        String message = assertThrows(RequestException.class, () -> AdapterMethod.of(config, LinearModules.model(TINY)))
                .getMessage();
        assertTrue(message.contains("use_dora") && message.contains("or 'dora'"), message);
    }
}
