package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.rankscope.model.hf.Fixtures.ROOT;
import static org.rankscope.model.hf.Fixtures.assertRefused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;
import org.rankscope.model.WeightLayout;

class DecoderConfigTest {
    private static final HeadSpec LANGUAGE_MODEL = HeadSpec.of(Task.CAUSAL_LM);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mistral window    | sliding_window            | 0           | 'sliding_window' is 0, expected a whole number above 0
            qwen2 upper       | max_window_layers         | -1          | 'max_window_layers' is -1
            qwen2 types       | layer_types               | ["full_attention"] | 'layer_types' is ["full_attention"], expected a list of 3
            qwen2 types       | layer_types               | ["chunked", "chunked", "chunked"] | a list of sliding_attention and full_attention
            qwen2 types       | use_sliding_window        | false       | since layer_types names sliding_attention
            qwen3 plain       | head_dim                  | 7           |an even size
            gemma plain       | hidden_activation         | "tanhshrink" | 'hidden_activation' is "tanhshrink", expected one of gelu
            gemma plain       | use_bidirectional_attention | true      | tokens see those before them
            gemma2 plain      | attn_logit_softcapping    | -50         | 'attn_logit_softcapping' is -50
            gemma2 plain      | query_pre_attn_scalar     | 0           | 'query_pre_attn_scalar' is 0
            phi3 longrope     | partial_rotary_factor     | 0.4         | 'rope_scaling.short_factor' is [1.0,1.3,2.0], expected a list of 2
            phi3 plain        | partial_rotary_factor     | 1.5         | at most 1
            gpt2 plain        | n_head                    | 5           | 'n_head' is 5, expected a divisor of n_embd, which is 24
            gpt2 plain        | n_embd                    | null        | 'n_embd' is missing
            gpt2 plain        | add_cross_attention       | true        | a decoder alone
            gpt2 plain        | activation_function       | 3           | 'activation_function' is 3
            gpt_neox plain    | rotary_pct                | 0.01        | 1 or more, not 0
            opt plain         | ffn_dim                   | null        | 'ffn_dim' is missing
            opt plain         | layer_norm_elementwise_affine | false   | norms without gains
            falcon grouped    | num_kv_heads              | 4           | 'num_kv_heads' is 4, expected a divisor of num_attention_heads, which is 6
            falcon grouped    | num_ln_in_parallel_attn   | 3           | expected 1 or 2
            bloom plain       | vocab_size                | "many"      | 'vocab_size' is "many"
            """)
    void wrongFieldsAreRefusedByName(String name, String field, String value, String expected) throws IOException {
        TinyDecoders.write(folder, name, Task.CAUSAL_LM);
        Path file = folder.resolve("config.json");
        ObjectNode tree = (ObjectNode) StrictJson.readTree(file);
        tree.set(field, StrictJson.mapper().readTree(value));
        StrictJson.write(file, tree);
        assertRefused(file, () -> Architecture.read(file, LANGUAGE_MODEL), expected);
    }

    @ParameterizedTest
    @CsvSource({"gpt2-tiny", "qwen2-tiny"})
    void bothFormsOfTheFileGiveTheSameTokens(String model) {
        assertEquals(
                decoder(model, "config.v4.json").tokens(),
                decoder(model, "config.json").tokens());
    }

    /** As a file of Mistral 7B has it, which leaves out the rest. */
    @Test
    void whatIsLeftOutHasTheLibrarysDefaults() throws IOException {
        Path file = write("""
                {"model_type": "mistral", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 1,
                 "num_attention_heads": 16, "vocab_size": 100}""");
        Llama mistral = (Llama) decoder(file);
        assertEquals(8, mistral.config.heads().keyValueCount());
        assertEquals(new Tokens(100, 131_072, false, OptionalInt.empty(), OptionalInt.empty()), mistral.tokens());
        write("""
                {"model_type": "gemma2", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 1,
                 "num_attention_heads": 8, "vocab_size": 100}""");
        Llama gemma = (Llama) decoder(file);
        assertEquals(new Heads(8, 4, 256, 1 / 16.0, 50), gemma.heads());
        assertTrue(gemma.tokens().tied());
    }

    @Test
    void linearLayersOfFusedAttentionAreNamedAsInTheLibrary() throws IOException {
        assertEquals(Set.of("qkv_proj", "o_proj", "gate_up_proj", "down_proj", "lm_head"), endings("phi3 plain"));
        assertEquals(
                Set.of("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h", "lm_head"),
                endings("gpt_neox plain"));
        assertEquals(
                Set.of("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2", "project_in", "project_out", "lm_head"),
                endings("opt after"));
        TinyDecoders.write(folder, "gpt2 plain", Task.CAUSAL_LM);
        LinearModule first = modules().get(0);
        assertEquals("transformer.h.0.attn.c_attn", first.name());
        assertEquals(WeightLayout.IN_OUT, first.layout());
    }

    /** Of 4096 positions; the last waves turn less than once, the first more than 32 times. */
    @Test
    void yarnStretchesSlowWavesAlone() {
        Yarn yarn = new Yarn(4, 32, 1, 4096, true, 1);
        double[] plain =
                RotaryFrequencies.of(RopeParameters.plain(10_000, 64), 1).inverse();
        double[] scaled = yarn.scaled(plain, 10_000, 1);
        assertEquals(plain[0], scaled[0], 0);
        assertEquals(plain[31] / 4, scaled[31], 1e-18);
    }

    @Test
    void longRopeChoosesByTheLengthOfTheRow() {
        LongRope rope = new LongRope(new double[] {1, 2}, new double[] {4, 8}, 16, 1);
        assertArrayEquals(new double[] {1, 0.05}, rope.scaled(new double[] {1, 0.1}, 100, 16), 1e-15);
        assertArrayEquals(new double[] {0.25, 0.0125}, rope.scaled(new double[] {1, 0.1}, 100, 17), 1e-15);
    }

    private Set<String> endings(String name) throws IOException {
        TinyDecoders.write(folder, name, Task.CAUSAL_LM);
        return Set.copyOf(modules().stream()
                .map(module -> module.name().substring(module.name().lastIndexOf('.') + 1))
                .distinct()
                .toList());
    }

    private List<LinearModule> modules() {
        return HuggingFaceModel.graph(folder.resolve("config.json"), LANGUAGE_MODEL)
                .linearModules();
    }

    private static Decoder decoder(String model, String config) {
        return decoder(ROOT.resolve("models").resolve(model).resolve(config));
    }

    private static Decoder decoder(Path file) {
        return ((DecoderNetwork) Architecture.read(file, LANGUAGE_MODEL)).decoder();
    }

    private Path write(String json) throws IOException {
        return Files.writeString(folder.resolve("config.json"), json);
    }
}
