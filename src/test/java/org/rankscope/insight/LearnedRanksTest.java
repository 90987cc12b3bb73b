package org.rankscope.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rankscope.io.StrictJson;

class LearnedRanksTest {
    private static LearnedRanks ranks() {
        Map<String, Integer> kept = new LinkedHashMap<>();
        kept.put("model.layers.0.self_attn.q_proj", 0);
        kept.put("model.layers.0.self_attn.v_proj", 3);
        kept.put("model.layers.1.self_attn.q_proj", 5);
        kept.put("model.layers.1.self_attn.v_proj", 8);
        return LearnedRanks.of(kept);
    }

    @Test
    void modulesStandByLayerAndKind() {
        LearnedRanks.Module last = ranks().modules().get(3);
        assertEquals(1, last.layer());
        assertEquals("v_proj", last.kind());
        assertEquals(4.0, ranks().mean());
    }

    @Test
    void theRankPatternIsJsonThatLoraCanTake() {
        Map<?, ?> pattern = StrictJson.parse(ranks().rankPattern(), Map.class, "pattern");
        assertEquals(1, pattern.get("model.layers.0.self_attn.q_proj"));
        assertEquals(8, pattern.get("model.layers.1.self_attn.v_proj"));
        assertTrue(ranks().hasEmptyModules());
    }
}
