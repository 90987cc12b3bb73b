package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.peft.AdapterConfig.Method;

class BiasMaskTest {
    private static final Path MODELS = Path.of("src/test/resources/fixtures/models");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ln_1 |  | transformer.h.0.ln_1.bias transformer.h.1.ln_1.bias
            ln_1 c_attn | 1 | transformer.h.1.ln_1.bias transformer.h.1.attn.c_attn.bias
            transformer.h.0.mlp.c_fc c_attn | 1 | transformer.h.0.mlp.c_fc.bias transformer.h.1.attn.c_attn.bias
            .*h\\.0\\.ln_. |  | transformer.h.0.ln_1.bias transformer.h.0.ln_2.bias
            """)
    void namedModulesTrainTheirBiases(String targets, Integer block, String expected) {
        TargetSpec spec =
                targets.startsWith(".*") ? TargetSpec.pattern(targets) : TargetSpec.list(List.of(targets.split(" ")));
        assertEquals(
                Set.of(expected.split(" ")),
                BiasMask.of(config(spec, block == null ? List.of() : List.of(block)), model("gpt2-tiny")));
    }

    /** 2 blocks of hidden size 64: two norms, c_attn of 3·64, c_proj, c_fc of 4·64 and c_proj; beside them the last norm. */
    @Test
    void leftOutTheyAreAll() {
        int block = 2 * 64 + 3 * 64 + 64 + 4 * 64 + 64;
        assertEquals(2 * block + 64, count(TargetSpec.usual(), List.of()));
        assertEquals(block, count(TargetSpec.usual(), List.of(1)));
        assertEquals(2 * (block - 2 * 64), count(TargetSpec.words(List.of("all-linear")), List.of()));
    }

    private static long count(TargetSpec spec, List<Integer> blocks) {
        return ParameterCount.trainable(config(spec, blocks), model("gpt2-tiny"));
    }

    /** Transformers 4 calls ViT's layers otherwise. */
    @Test
    void olderNamesAreKnown() {
        assertEquals(
                BiasMask.of(config(TargetSpec.list(List.of("q_proj")), List.of()), model("vit-tiny")),
                BiasMask.of(config(TargetSpec.list(List.of("query")), List.of()), model("vit-tiny")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama-tiny | q_proj | | adapter.method: BitFit trains the biases of a model, and this one has none
            qwen2-tiny | o_proj | | target_modules: 'o_proj' matches no module with a bias of the model. Did you mean 'k_proj'?
            gpt2-tiny | c_fc | 5 | layers_to_transform
            gpt2-tiny | default | 5 | layers_to_transform: block 5 has no module with a bias; the model's blocks are 0 to 1.
            """)
    void whatMatchesNothingIsRefused(String model, String target, Integer block, String begins) {
        TargetSpec spec = target.equals("default") ? TargetSpec.usual() : TargetSpec.list(List.of(target));
        AdapterConfig config = config(spec, block == null ? List.of() : List.of(block));
        String message = assertThrows(RequestException.class, () -> AdapterMethod.of(config, model(model)))
                .getMessage();
        assertTrue(message.startsWith(begins) || message.contains(begins), message);
    }

    /** The names are of the layers that the others adapt. */
    @Test
    void besideOtherMethodsItTrainsEveryBias() {
        TargetSpec named = TargetSpec.list(List.of("c_attn"));
        AdapterConfig lora = AdapterConfig.lora(2, 4, List.of("c_attn"));
        assertEquals(
                TargetSpec.usual(), lora.with(Method.BITFIT, 0, 16, 0, named).targetModules());
        assertEquals(
                named,
                config(named, List.of()).with(Method.BITFIT, 0, 16, 0, named).targetModules());
    }

    private static AdapterConfig config(TargetSpec spec, List<Integer> blocks) {
        return AdapterConfigBuilder.builder()
                .method(Method.BITFIT)
                .targetModules(spec)
                .layersToTransform(blocks)
                .build();
    }

    private static ModelGraph model(String name) {
        return HuggingFaceModel.graph(MODELS.resolve(name).resolve("config.json"));
    }
}
