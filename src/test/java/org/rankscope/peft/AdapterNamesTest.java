package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.rankscope.io.RequestException;

class AdapterNamesTest {
    private static final String MODULE = "model.layers.0.self_attn.q_proj";

    @Test
    void namesGoToTheFileAndBack() {
        assertEquals(
                "base_model.model." + MODULE + ".lora_A.weight", AdapterNames.toFile(AdapterNames.loraA(MODULE), true));
        assertEquals(
                "base_model.model." + MODULE + ".base_layer.bias",
                AdapterNames.toFile(AdapterNames.bias(MODULE), true));
        assertEquals("base_model.model." + MODULE + ".bias", AdapterNames.toFile(AdapterNames.bias(MODULE), false));
        for (String name :
                new String[] {AdapterNames.loraA(MODULE), AdapterNames.loraB(MODULE), AdapterNames.bias(MODULE)}) {
            assertEquals(name, AdapterNames.fromFile(AdapterNames.toFile(name, true), "x"));
            assertEquals(name, AdapterNames.fromFile(AdapterNames.toFile(name, false), "x"));
            assertEquals(MODULE, AdapterNames.module(name));
        }
    }

    @Test
    void otherTensorsAreRefusedByName() {
        assertThrows(
                RequestException.class,
                () -> AdapterNames.fromFile("base_model.model.wte.lora_embedding_A", "a.safetensors"));
        assertThrows(RequestException.class, () -> AdapterNames.fromFile(AdapterNames.loraA(MODULE), "a.safetensors"));
    }
}
