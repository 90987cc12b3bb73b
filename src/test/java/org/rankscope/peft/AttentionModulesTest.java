package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.model.LinearModule;

class AttentionModulesTest {
    @Test
    void queriesAndValuesAreCalledAsTheArchitectureCallsThem() {
        assertNames(
                List.of("q_proj", "v_proj"),
                List.of("q_proj", "k_proj", "v_proj", "o_proj"),
                "model.layers.0.self_attn.q_proj",
                "model.layers.0.self_attn.k_proj",
                "model.layers.0.self_attn.v_proj",
                "model.layers.0.self_attn.o_proj",
                "model.layers.0.mlp.down_proj");
        assertNames(
                List.of("query", "value"),
                List.of("query", "key", "value", "attention.output.dense"),
                "bert.encoder.layer.0.attention.self.query",
                "bert.encoder.layer.0.attention.self.key",
                "bert.encoder.layer.0.attention.self.value",
                "bert.encoder.layer.0.attention.output.dense",
                "bert.encoder.layer.0.intermediate.dense",
                "bert.encoder.layer.0.output.dense");
        assertNames(
                List.of("q_lin", "v_lin"),
                List.of("q_lin", "k_lin", "v_lin", "out_lin"),
                "distilbert.transformer.layer.0.attention.q_lin",
                "distilbert.transformer.layer.0.attention.k_lin",
                "distilbert.transformer.layer.0.attention.v_lin",
                "distilbert.transformer.layer.0.attention.out_lin",
                "distilbert.transformer.layer.0.ffn.lin1");
        assertNames(
                List.of("q", "v"),
                List.of("q", "k", "v", "o"),
                "encoder.block.0.layer.0.SelfAttention.q",
                "encoder.block.0.layer.0.SelfAttention.k",
                "encoder.block.0.layer.0.SelfAttention.v",
                "encoder.block.0.layer.0.SelfAttention.o",
                "encoder.block.0.layer.1.DenseReluDense.wo");
    }

    @Test
    void aLayerThatMakesAllThreeStandsForEachOfThem() {
        assertNames(
                List.of("c_attn"),
                List.of("c_attn", "attn.c_proj"),
                "transformer.h.0.attn.c_attn",
                "transformer.h.0.attn.c_proj",
                "transformer.h.0.mlp.c_fc",
                "transformer.h.0.mlp.c_proj");
        assertNames(
                List.of("query_key_value"),
                List.of("query_key_value", "attention.dense"),
                "gpt_neox.layers.0.attention.query_key_value",
                "gpt_neox.layers.0.attention.dense",
                "gpt_neox.layers.0.mlp.dense_h_to_4h");
    }

    @Test
    void aModelWithoutAttentionHasNone() {
        assertNames(List.of(), List.of(), "fc1", "fc2", "attention.dense");
    }

    private static void assertNames(List<String> queryValue, List<String> all, String... modules) {
        AttentionModules found = AttentionModules.of(Arrays.stream(modules)
                .map(name -> new LinearModule(name, 8, 8, true, false))
                .toList());
        assertEquals(queryValue, found.queryValue());
        assertEquals(all, found.all());
    }
}
