package org.rankscope.peft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AdapterNamesTest {
    private static final String MODULE = "model.layers.0.self_attn.q_proj";
    private static final String BIAS = MODULE + ".bias";

    @Test
    void namesGoToTheFileAndBack() {
        assertEquals("base_model.model." + MODULE + ".lora_A.weight", inFile(AdapterNames.loraA(MODULE), true));
        assertEquals("base_model.model." + MODULE + ".base_layer.bias", inFile(BIAS, true));
        assertEquals("base_model.model." + MODULE + ".bias", inFile(BIAS, false));
        for (String name : new String[] {AdapterNames.loraA(MODULE), AdapterNames.loraB(MODULE), BIAS}) {
            assertEquals(name, AdapterNames.fromFile(inFile(name, true)));
            assertEquals(name, AdapterNames.fromFile(inFile(name, false)));
        }
    }

    @Test
    void aFileMayLackThePrefix() {
        assertEquals(AdapterNames.loraA(MODULE), AdapterNames.fromFile(AdapterNames.loraA(MODULE)));
    }

    private static String inFile(String name, boolean adapted) {
        return AdapterNames.toFile(name, module -> adapted && module.equals(MODULE));
    }
}
