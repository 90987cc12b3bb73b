package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rankscope.io.StrictJson;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;

class DebertaForwardTest {
    private static final int SEQ = 13;
    private static final int VOCAB = 37;

    @TempDir
    Path folder;

    /** As in version 3: positions share the layers of the tokens, their table is normed and in buckets. */
    private static Map<String, Object> shared() {
        Map<String, Object> config = sizes();
        config.put("relative_attention", true);
        config.put("position_buckets", 6);
        config.put("max_relative_positions", -1);
        config.put("norm_rel_ebd", "layer_norm");
        config.put("share_att_key", true);
        config.put("pos_att_type", "p2c|c2p");
        config.put("position_biased_input", false);
        config.put("type_vocab_size", 0);
        return config;
    }

    /** Layers of their own for positions, one row for each up to the fifth; absolute positions and segments too. */
    private static Map<String, Object> apart() {
        Map<String, Object> config = sizes();
        config.put("relative_attention", true);
        config.put("max_relative_positions", 5);
        config.put("pos_att_type", List.of("c2p", "p2c"));
        config.put("type_vocab_size", 2);
        return config;
    }

    private static Map<String, Object> convolved() {
        Map<String, Object> config = with(shared(), "conv_kernel_size", 3);
        config.put("conv_groups", 3);
        config.put("conv_act", "gelu");
        config.put("pooler_hidden_act", "tanh");
        config.put("embedding_size", 7);
        config.put("attention_head_size", 4);
        return config;
    }

    private static Map<String, Object> sizes() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model_type", "deberta-v2");
        config.put("vocab_size", VOCAB);
        config.put("hidden_size", 15);
        config.put("num_hidden_layers", 2);
        config.put("num_attention_heads", 3);
        config.put("intermediate_size", 22);
        config.put("max_position_embeddings", SEQ);
        config.put("pad_token_id", 3);
        config.put("num_labels", 4);
        return config;
    }

    private static Map<String, Object> with(Map<String, Object> config, String field, Object value) {
        config.put(field, value);
        return config;
    }

    private static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("shared", shared(), Task.SEQUENCE_CLASSIFICATION),
                Arguments.of("shared, tokens", shared(), Task.TOKEN_CLASSIFICATION),
                Arguments.of("apart", apart(), Task.SEQUENCE_CLASSIFICATION),
                Arguments.of("only c2p", with(apart(), "pos_att_type", List.of("c2p")), Task.TOKEN_CLASSIFICATION),
                Arguments.of("only p2c", with(apart(), "pos_att_type", "p2c"), Task.TOKEN_CLASSIFICATION),
                Arguments.of("convolved", convolved(), Task.SEQUENCE_CLASSIFICATION),
                Arguments.of("by content", with(apart(), "relative_attention", false), Task.TOKEN_CLASSIFICATION),
                Arguments.of("another eps", with(shared(), "layer_norm_eps", 0.05), Task.SEQUENCE_CLASSIFICATION));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void logitsEqualTheDefinition(String name, Map<String, Object> config, Task task) throws IOException {
        HeadSpec head = HeadSpec.of(task);
        PlainWeights weights = RandomModels.write(folder, config, head);
        TokenRows rows = TokenRows.of(3, SEQ, VOCAB, 3, 7);
        boolean typed = config.containsKey("type_vocab_size")
                && !config.get("type_vocab_size").equals(0);
        float[] logits = RandomModels.logits(folder, head, rows.inputs(typed));

        double[] expected = reference(config, weights, rows, task);
        assertEquals(Set.of(), weights.unused());
        assertEquals(expected.length, logits.length);
        for (int i = 0; i < logits.length; i++) {
            if (rows.present(task == Task.TOKEN_CLASSIFICATION ? i / 4 : i / 4 * SEQ)) {
                assertEquals(expected[i], logits[i], 1e-4, "logit " + i);
            }
        }
    }

    /** Settings without weights of their own that must not be left out: each changes the logits. */
    @Test
    void everySettingShows() throws IOException {
        // six rows for either side: in logarithmic steps, or one for each position
        assertShows(
                shared(), Map.of("position_buckets", 6), Map.of("position_buckets", -1, "max_relative_positions", 6));
        assertShows(apart(), Map.of("max_relative_positions", 5), Map.of("max_relative_positions", 4));
        assertShows(shared(), Map.of("pos_att_type", "p2c|c2p"), Map.of("pos_att_type", "c2p"));
        assertShows(shared(), Map.of("pos_att_type", "p2c|c2p"), Map.of("pos_att_type", "p2c"));
        assertShows(shared(), Map.of("relative_attention", true), Map.of("relative_attention", false));
        assertShows(convolved(), Map.of("conv_act", "gelu"), Map.of("conv_act", "tanh"));
        assertShows(convolved(), Map.of("pooler_hidden_act", "tanh"), Map.of("pooler_hidden_act", "gelu"));
    }

    private void assertShows(Map<String, Object> config, Map<String, Object> one, Map<String, Object> another)
            throws IOException {
        Map<String, Object> first = new LinkedHashMap<>(config);
        first.putAll(one);
        Map<String, Object> second = new LinkedHashMap<>(config);
        second.putAll(another);
        PlainWeights weights = RandomModels.write(folder, first, HeadSpec.of(Task.SEQUENCE_CLASSIFICATION));
        TokenRows rows = TokenRows.of(2, SEQ, VOCAB, 3, 7);
        double[] a = reference(first, weights, rows, Task.SEQUENCE_CLASSIFICATION);
        double[] b = reference(second, weights, rows, Task.SEQUENCE_CLASSIFICATION);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        assertTrue(largest > 1e-2, one + " and " + another + " differ by " + largest);
    }

    private static double[] reference(Map<String, Object> config, PlainWeights weights, TokenRows rows, Task task) {
        JsonNode json = StrictJson.mapper().valueToTree(config);
        DebertaReference reference = new DebertaReference(json, weights);
        return Stream.iterate(0, row -> row + 1)
                .limit(rows.batch())
                .flatMap(row -> Stream.of(reference.logits(
                        rows.ids(row), rows.mask(row), rows.types(row), task == Task.TOKEN_CLASSIFICATION)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /** The buckets that version 3 has: 256, of which 128 are for one distance each; the last begins at 511. */
    @Test
    void farDistancesShareBucketsInLogarithmicSteps() {
        DebertaConfig.Relative relative = new DebertaConfig.Relative(256, 256, 512, true, true, true, true);
        assertEquals(256, DisentangledAttention.row(relative, 0));
        assertEquals(256 + 128, DisentangledAttention.row(relative, 128));
        assertEquals(256 + 129, DisentangledAttention.row(relative, 129));
        assertEquals(256 - 128 - 64, DisentangledAttention.row(relative, -255));
        assertEquals(511, DisentangledAttention.row(relative, 511));
        assertEquals(1, DisentangledAttention.row(relative, -511));
        assertEquals(511, DisentangledAttention.row(relative, 2000));
        assertEquals(0, DisentangledAttention.row(relative, -2000));
    }
}
