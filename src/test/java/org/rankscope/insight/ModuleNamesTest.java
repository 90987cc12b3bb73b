package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleNamesTest {
    @Test
    void aLlamasProjectionsAreCalledByTheirLastPart() {
        String name = "model.layers.11.self_attn.q_proj";
        ModuleNames names = new ModuleNames(List.of("model.layers.0.self_attn.q_proj", name, "lm_head"));
        assertEquals(11, names.layer(name));
        assertEquals("q_proj", names.kind(name));
        assertEquals(-1, names.layer("lm_head"));
        assertEquals("lm_head", names.kind("lm_head"));
    }

    @Test
    void asMuchOfTheNameIsTakenAsTellsKindsApart() {
        String attention = "bert.encoder.layer.0.attention.output.dense";
        String output = "bert.encoder.layer.0.output.dense";
        String intermediate = "bert.encoder.layer.0.intermediate.dense";
        ModuleNames names = new ModuleNames(List.of(attention, output, intermediate));
        assertEquals("attention.output.dense", names.kind(attention));
        assertEquals("layer.output.dense", names.kind(output));
        assertEquals("intermediate.dense", names.kind(intermediate));
    }

    @Test
    void expertsAreKindsAndNotLayers() {
        String expert = "model.layers.3.mlp.experts.7.w1";
        ModuleNames names = new ModuleNames(List.of(expert, "model.layers.3.mlp.experts.6.w1"));
        assertEquals(3, names.layer(expert));
        assertEquals("7.w1", names.kind(expert));
    }
}
