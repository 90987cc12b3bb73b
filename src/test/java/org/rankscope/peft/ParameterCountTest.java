package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Task;
import org.rankscope.model.hf.HuggingFaceModel;

/** Published counts of trained parameters. */
class ParameterCountTest {
    @Test
    void oneSquareLayerOfSize4096AtRank8() {
        assertEquals(65_536, count(List.of(new LinearModule("x.q_proj", 4096, 4096, false, false)), 8, "q_proj"));
    }

    @ParameterizedTest
    @CsvSource({"1, 4718592", "4, 18874368", "8, 37748736", "64, 301989888"})
    void gpt3QueryAndValue(int rank, long expected) {
        assertEquals(expected, count(LinearModules.square(12288, 96, "query", "value"), rank, "query", "value"));
    }

    @ParameterizedTest
    @CsvSource({"768, 12, 8, 294912", "1024, 24, 8, 786432", "1024, 24, 4, 393216"})
    void robertaBaseRobertaLargeAndGpt2MediumQueryAndValue(int hidden, int layers, int rank, long expected) {
        assertEquals(expected, count(LinearModules.square(hidden, layers, "query", "value"), rank, "query", "value"));
    }

    @Test
    void llama32Of3B() {
        List<LinearModule> modules = LinearModules.llama(3072, 8192, 28, 1024, 128256, false);
        assertEquals(9_175_040, count(modules, 32, "q_proj", "v_proj"));
        assertEquals(18_350_080, count(modules, 64, "q_proj", "v_proj"));
        assertEquals(9_461_760, count(modules, 10, "gate_proj", "up_proj", "down_proj"));
    }

    @Test
    void llama31Of8BPerUnitOfRank() {
        List<LinearModule> modules = LinearModules.llama(4096, 14336, 32, 1024, 128256, false);
        assertEquals(851_968, count(modules, 1, "q_proj", "k_proj", "v_proj", "o_proj"));
        assertEquals(1_769_472, count(modules, 1, "gate_proj", "up_proj", "down_proj"));
    }

    @ParameterizedTest
    @CsvSource({"NONE, 3584", "LORA_ONLY, 3776", "ALL, 4784"})
    void biasesComeOnTopAsThePeftLibraryCountsThem(Bias bias, long expected) {
        AdapterConfig config = AdapterConfigBuilder.builder()
                .r(8)
                .loraAlpha(16.0)
                .loraDropout(0.0)
                .targetModules(TargetSpec.list(List.of("q_proj", "v_proj")))
                .useRslora(false)
                .useDora(false)
                .rankPattern(Map.of())
                .alphaPattern(Map.of())
                .bias(bias)
                .layersToTransform(List.of())
                .build();
        assertEquals(expected, ParameterCount.trainable(config, LinearModules.model(LinearModules.tiny(true))));
    }

    /** PEFT 0.21's own count: with bias = all the norms' biases are trained as well. */
    @Test
    void allBiasesAreThoseOfNormsToo() {
        AdapterConfig config = AdapterConfigBuilder.builder(AdapterConfig.lora(2, 4, List.of("c_attn")))
                .bias(Bias.ALL)
                .build();
        try (HuggingFaceModel model = HuggingFaceModel.open(
                Path.of("src/test/resources/fixtures/models/gpt2-tiny"), HeadSpec.of(Task.CAUSAL_LM))) {
            assertEquals(2496, ParameterCount.trainable(config, model));
        }
    }

    @Test
    void bitFitCountsEveryBiasAndFullEverything() {
        List<LinearModule> modules = LinearModules.tiny(true);
        assertEquals(1200, ParameterCount.trainable(method(AdapterConfig.Method.BITFIT), LinearModules.model(modules)));
        long all = modules.stream()
                .mapToLong(module -> module.weightShape().elements() + (module.hasBias() ? module.outFeatures() : 0))
                .sum();
        assertEquals(all, ParameterCount.trainable(method(AdapterConfig.Method.FULL), LinearModules.model(modules)));
    }

    @Test
    void countsBeyondIntStayExact() {
        LinearModule huge = new LinearModule("x.huge", 2_000_000_000, 2_000_000_000, false, false);
        assertEquals(4_000_000_000_000L, ParameterCount.ofAdapters(List.of(new AdaptedModule(huge, 1000, 1, 0.001))));
    }

    private static AdapterConfig method(AdapterConfig.Method method) {
        return AdapterConfigBuilder.builder().method(method).build();
    }

    @Test
    void bitfitCountsBiasesAndModulesThatAreTrainedWhole() {
        List<LinearModule> modules = List.of(
                new LinearModule("layer.query", 6, 5, true, false), new LinearModule("classifier", 5, 3, true, true));
        AdapterConfig bitfit = AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.BITFIT)
                .build();
        assertEquals(5 + 3, ParameterCount.trainable(bitfit, LinearModules.model(modules)));
        assertEquals(
                5 + 3 + 15,
                ParameterCount.trainable(bitfit.savingAlso(Set.of("classifier")), LinearModules.model(modules)));
    }

    /** PEFT 0.21's own counts and names: a norm, all norms by the end of their names, a block with all that is in it. */
    @ParameterizedTest
    @CsvSource({
        "llama-tiny, q_proj, input_layernorm, 128",
        "llama-tiny, q_proj, norm, 320",
        "llama-tiny, q_proj, layers.1, 45440",
        "gpt2-tiny, c_attn, ln_f, 128",
        "gpt2-tiny, c_attn, wpe, 16384",
        "gpt2-tiny, c_attn, h.1, 49984"
    })
    void anyModuleCanBeTrainedWhole(String name, String target, String saved, long expected) {
        ModelGraph model = HuggingFaceModel.graph(Path.of("src/test/resources/fixtures/models", name, "config.json"));
        AdapterMethod method =
                AdapterMethod.of(AdapterConfig.lora(2, 4, List.of(target)).savingAlso(Set.of(saved)), model);
        assertEquals(
                expected,
                method.trainable().entrySet().stream()
                        .filter(entry -> !entry.getKey().contains("lora_"))
                        .mapToLong(entry -> entry.getValue().elements())
                        .sum());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama-tiny | q_proj | nrm | modules_to_save: none of nrm is a module of the model; known here: embed_tokens
            llama-tiny | q_proj | self_attn | target_modules: '[q_proj]' leaves no layer to adapt, since modules_to_save has
            gpt2-tiny | c_attn | lm_head | modules_to_save: lm_head has its weight in common with transformer.wte
            """)
    void whatCantBeTrainedWholeIsRefused(String name, String target, String saved, String begins) {
        ModelGraph model = HuggingFaceModel.graph(Path.of("src/test/resources/fixtures/models", name, "config.json"));
        AdapterConfig config = AdapterConfig.lora(2, 4, List.of(target)).savingAlso(Set.of(saved));
        String message = assertThrows(RequestException.class, () -> AdapterMethod.of(config, model))
                .getMessage();
        assertTrue(message.startsWith(begins), message);
    }

    /** PEFT 0.21 takes what is called ".bias" alone; T5's relative_attention_bias is a table. */
    @Test
    void ofT5NoBiasIsTrained() {
        ModelGraph model = HuggingFaceModel.graph(Path.of("src/test/resources/fixtures/library/5.18/t5/config.json"));
        AdapterConfig config = AdapterConfig.lora(2, 4, List.of("q"));
        assertEquals(
                ParameterCount.trainable(config, model),
                ParameterCount.trainable(
                        AdapterConfigBuilder.builder(config).bias(Bias.ALL).build(), model));
    }

    private static long count(List<LinearModule> modules, int rank, String... targets) {
        return ParameterCount.trainable(
                AdapterConfig.lora(rank, 2.0 * rank, List.of(targets)), LinearModules.model(modules));
    }
}
